import type { InferOutput } from 'valibot';
import type { InvoicePlace, Service as ServiceShape } from './schema.ts';

type Service = Pick<InferOutput<typeof ServiceShape>, 'status' | 'startedOn' | 'serviceId'>;
type Invoice = InferOutput<typeof InvoicePlace>;

/** More than any customer needs, and few enough to be shown and erased at once. */
export const MAX_ADDRESSES = 50;

/** Where a row stands in the order of its list, to go on from there. */
export const placeOfService = ({ status, startedOn, serviceId }: Service) => ({
  active: status === 'active',
  startedOn,
  serviceId,
});
export const placeOfInvoice = ({ issuedOn, invoiceId }: Invoice) => ({ issuedOn, invoiceId });
