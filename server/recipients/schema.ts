import * as v from 'valibot';
import { line, Uuid } from '../shapes.ts';

/** What a service calls a customer, a product or an invoice of its own; compared as it stands. */
export const ExternalId = line(128, 1);

export const Email = v.pipe(line(254, 3), v.toLowerCase(), v.email('invalid_email'));

/** How a service names a customer, everywhere on its door: by its own id, by ours, or by the e-mail address. */
export const CustomerName = v.union([
  v.strictObject({ externalId: ExternalId }),
  v.strictObject({ customerId: Uuid }),
  v.strictObject({ email: Email }),
]);
export type CustomerName = v.InferOutput<typeof CustomerName>;
