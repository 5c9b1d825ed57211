import * as v from 'valibot';
import { addressIn } from '../../values/email-address.ts';
import { Email, Uuid } from '../../values/schema.ts';

/** What a system calls a customer, a product or an invoice of its own; kept, compared and told as it stands. */
export const ExternalId = v.pipe(
  v.string(),
  v.minLength(1, 'required'),
  v.maxLength(255, 'too_long'),
  v.check((id) => id.trim() !== '', 'required'),
  // What PostgreSQL cannot keep would be another id.
  v.check((id) => !id.includes('\0') && id.isWellFormed(), 'invalid_character'),
);

/** The address as the system holds it, which may be written with a name. */
const SaidEmail = v.pipe(
  v.string(),
  v.transform((text) => addressIn(text) ?? text),
  Email,
);

/** How a system names a customer, everywhere on its door: by its own id, by ours, or by the e-mail address. */
export type CustomerName = { externalId: string } | { customerId: string } | { email: string };

/** For the compiler one name excludes the others, as it does here. */
type OneName =
  | { externalId: string; customerId?: never; email?: never }
  | { customerId: string; externalId?: never; email?: never }
  | { email: string; externalId?: never; customerId?: never };
export const CustomerName: v.GenericSchema<OneName, CustomerName> = v.union([
  v.strictObject({ externalId: ExternalId }),
  v.strictObject({ customerId: Uuid }),
  v.strictObject({ email: SaidEmail }),
]);
