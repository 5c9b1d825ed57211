import * as v from 'valibot';
import { extractAddress } from '../../values/email-address.ts';
import { Email, Uuid } from '../../values/schema.ts';

/** A system's own id of a customer, a service or an invoice. It is stored, compared and returned unchanged. */
export const ExternalId = v.pipe(
  v.string(),
  v.minLength(1, 'required'),
  v.maxLength(255, 'too_long'),
  v.check((id) => id.trim() !== '', 'required'),
  // PostgreSQL cannot store these characters: the stored id would be another one.
  v.check((id) => !id.includes('\0') && id.isWellFormed(), 'invalid_character'),
);

/** The address as the system has it, possibly with a name: `Nora <nora@example.org>`. */
const EmailWithName = v.pipe(
  v.string(),
  v.transform((text) => extractAddress(text) ?? text),
  Email,
);

/** How a system names a customer in every call: by its own id, by Lethe's id, or by the e-mail address. */
export type CustomerName = { externalId: string } | { customerId: string } | { email: string };

/** Tells the compiler that the three ways exclude each other. */
type ExclusiveName =
  | { externalId: string; customerId?: never; email?: never }
  | { customerId: string; externalId?: never; email?: never }
  | { email: string; externalId?: never; customerId?: never };
export const CustomerName: v.GenericSchema<ExclusiveName, CustomerName> = v.union([
  v.strictObject({ externalId: ExternalId }),
  v.strictObject({ customerId: Uuid }),
  v.strictObject({ email: EmailWithName }),
]);
