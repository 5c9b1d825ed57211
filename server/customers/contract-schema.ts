import * as v from 'valibot';
import { Day, Decimal, pageAt, pageInputAt, Uuid } from '../values/schema.ts';

export const ServiceStatus = v.picklist(['active', 'pending', 'suspended', 'cancelled', 'terminated']);
export const Service = v.strictObject({
  serviceId: Uuid,
  name: v.string(),
  domain: v.nullable(v.string()),
  status: ServiceStatus,
  startedOn: Day,
  endedOn: v.nullable(Day),
});
/** Active services first, then newest first. */
export const ServicePlace = v.strictObject({ active: v.boolean(), startedOn: Day, serviceId: Uuid });
export const ServiceListInput = v.strictObject({ ...pageInputAt(ServicePlace) });
export const ServicePage = pageAt(Service, ServicePlace);

export const InvoiceStatus = v.picklist(['paid', 'unpaid', 'refunded', 'cancelled']);
export const Invoice = v.strictObject({
  invoiceId: Uuid,
  number: v.nullable(v.string()),
  status: InvoiceStatus,
  currency: v.string(),
  total: Decimal,
  issuedOn: Day,
  dueOn: v.nullable(Day),
  paidOn: v.nullable(Day),
});
export const InvoiceWithLines = v.strictObject({
  ...Invoice.entries,
  lines: v.array(
    v.strictObject({
      description: v.nullable(v.string()),
      quantity: v.nullable(Decimal),
      unitPrice: v.nullable(Decimal),
      amount: v.nullable(Decimal),
    }),
  ),
});
/** Newest first. */
export const InvoicePlace = v.strictObject({ issuedOn: Day, invoiceId: Uuid });
export const InvoiceListInput = v.strictObject({ ...pageInputAt(InvoicePlace) });
export const InvoicePage = pageAt(Invoice, InvoicePlace);
export const InvoiceWithLinesPage = pageAt(InvoiceWithLines, InvoicePlace);

/** A customer's services and invoices, shown beside a decision: counts, and sums by currency. */
export const CustomerStanding = v.strictObject({
  services: v.strictObject({ active: v.number(), passive: v.number() }),
  invoices: v.strictObject({
    paid: v.number(),
    unpaid: v.number(),
    sums: v.array(v.strictObject({ currency: v.string(), paid: Decimal, unpaid: Decimal })),
  }),
});
export type CustomerStanding = v.InferOutput<typeof CustomerStanding>;
