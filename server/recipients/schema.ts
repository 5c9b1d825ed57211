import * as v from 'valibot';
import { line, Uuid } from '../shapes.ts';

/** What a service calls a customer, a product or an invoice of its own; compared as it stands. */
export const ExternalId = line(128, 1);

export const Email = v.pipe(line(254, 3), v.toLowerCase(), v.email('invalid_email'));

/** How a service names a customer, everywhere on its door: by its own id, by ours, or by the e-mail address. */
export type CustomerName = { externalId: string } | { customerId: string } | { email: string };

/** For the compiler one name excludes the others, as it does here. */
type OneName =
  | { externalId: string; customerId?: never; email?: never }
  | { customerId: string; externalId?: never; email?: never }
  | { email: string; externalId?: never; customerId?: never };
export const CustomerName: v.GenericSchema<OneName, CustomerName> = v.union([
  v.strictObject({ externalId: ExternalId }),
  v.strictObject({ customerId: Uuid }),
  v.strictObject({ email: Email }),
]);
