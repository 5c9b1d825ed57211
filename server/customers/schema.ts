import * as v from 'valibot';
import { Day, Decimal, Instant, line, PageInput, pageAt, pageInputAt, pageOf, Uuid } from '../shapes.ts';

/** E.164-like: a plus and digits with the separators people type. */
const Phone = v.pipe(line(32), v.regex(/^\+?[\d\s().\-/]{4,32}$/u, 'invalid_phone'));
const optionalLine = (max: number) => v.nullable(line(max));

export const Profile = v.strictObject({
  fullName: line(120, 1),
  phone: v.nullable(Phone),
  company: optionalLine(120),
  companyNumber: optionalLine(40),
  birthDate: v.nullable(Day),
  language: v.pipe(v.string(), v.regex(/^[a-z]{2}(-[A-Z]{2})?$/u)),
});
export type Profile = v.InferOutput<typeof Profile>;

/** As read: rows that came from elsewhere may not meet today's input rules. */
export const ProfileAsHeld = v.strictObject({
  email: v.string(),
  fullName: v.string(),
  phone: v.nullable(v.string()),
  company: v.nullable(v.string()),
  companyNumber: v.nullable(v.string()),
  birthDate: v.nullable(v.string()),
  language: v.string(),
});

export const CustomerMe = v.strictObject({
  customerId: Uuid,
  ...ProfileAsHeld.entries,
  consent: v.boolean(),
  personalDataManagement: v.boolean(),
  /** After how many days the system would decide a request made now; null where a person would. */
  automaticDays: v.nullable(v.number()),
});

/** Without an `addressId` a new address is added. */
export const SaveAddress = v.strictObject({
  addressId: v.optional(Uuid),
  label: v.optional(line(60), ''),
  line1: line(200, 1),
  line2: v.nullable(line(200)),
  city: line(100, 1),
  region: v.nullable(line(100)),
  postalCode: v.nullable(line(20)),
  country: v.pipe(v.string(), v.regex(/^[A-Z]{2}$/u, 'invalid_country')),
});
export const Address = v.strictObject({
  addressId: Uuid,
  label: v.string(),
  line1: v.string(),
  line2: v.nullable(v.string()),
  city: v.string(),
  region: v.nullable(v.string()),
  postalCode: v.nullable(v.string()),
  country: v.string(),
});
export const AddressListInput = v.strictObject({ ...pageInputAt(Uuid) });
/** In the order in which they were said; the cursor is the id of the last one. */
export const AddressPage = pageAt(Address, Uuid);
export const AddressRef = v.strictObject({ addressId: Uuid });

export const ServiceStatus = v.picklist(['active', 'pending', 'suspended', 'cancelled', 'terminated']);
export const Service = v.strictObject({
  serviceId: Uuid,
  name: v.string(),
  domain: v.nullable(v.string()),
  status: ServiceStatus,
  startedOn: Day,
  endedOn: v.nullable(Day),
});
/** Active ones first, then newest first. */
export const ServicePlace = v.strictObject({ active: v.boolean(), startedOn: Day, serviceId: Uuid });
export const ServiceListInput = v.strictObject({ ...pageInputAt(ServicePlace) });
export const ServicePage = pageAt(Service, ServicePlace);

export const InvoiceStatus = v.picklist(['paid', 'unpaid', 'refunded', 'cancelled']);
export const Invoice = v.strictObject({
  invoiceId: Uuid,
  number: v.string(),
  status: InvoiceStatus,
  currency: v.string(),
  total: Decimal,
  issuedOn: Day,
  dueOn: Day,
  paidOn: v.nullable(Day),
});
export const InvoiceWithLines = v.strictObject({
  ...Invoice.entries,
  lines: v.array(
    v.strictObject({ description: v.string(), quantity: Decimal, unitPrice: Decimal, amount: Decimal }),
  ),
});
/** Newest first. */
export const InvoicePlace = v.strictObject({ issuedOn: Day, invoiceId: Uuid });
export const InvoiceListInput = v.strictObject({ ...pageInputAt(InvoicePlace) });
export const InvoicePage = pageAt(Invoice, InvoicePlace);
export const InvoiceWithLinesPage = pageAt(InvoiceWithLines, InvoicePlace);

export const CustomerState = v.picklist(['open', 'blocked', 'starred']);

/** What stands open with a customer, beside a decision: counts, and sums by currency. */
export const Standing = v.strictObject({
  services: v.strictObject({ active: v.number(), passive: v.number() }),
  invoices: v.strictObject({
    paid: v.number(),
    unpaid: v.number(),
    sums: v.array(v.strictObject({ currency: v.string(), paid: Decimal, unpaid: Decimal })),
  }),
});
export type Standing = v.InferOutput<typeof Standing>;

export const CustomerListInput = v.strictObject({
  ...PageInput,
  search: v.optional(line(120)),
  state: v.optional(CustomerState),
});
export const CustomerRow = v.strictObject({
  customerId: Uuid,
  number: v.number(),
  fullName: v.nullable(v.string()),
  email: v.nullable(v.string()),
  company: v.nullable(v.string()),
  state: CustomerState,
  createdAt: Instant,
  activeServices: v.number(),
  unpaidInvoices: v.number(),
});
export const CustomerPage = pageOf(CustomerRow);

export const CustomerRef = v.strictObject({ customerId: Uuid });
export const ServicesOfCustomer = v.strictObject({ ...CustomerRef.entries, ...ServiceListInput.entries });
export const InvoicesOfCustomer = v.strictObject({ ...CustomerRef.entries, ...InvoiceListInput.entries });
export const NumberedOfCustomer = v.strictObject({ ...CustomerRef.entries, ...PageInput });
export const CustomerDetail = v.strictObject({
  customerId: Uuid,
  number: v.number(),
  state: CustomerState,
  createdAt: Instant,
  closedAt: v.nullable(Instant),
  email: v.nullable(v.string()),
  fullName: v.nullable(v.string()),
  phone: v.nullable(v.string()),
  company: v.nullable(v.string()),
  companyNumber: v.nullable(v.string()),
  birthDate: v.nullable(v.string()),
  language: v.nullable(v.string()),
  addresses: v.array(Address),
  standing: Standing,
  /** The first page of each; the next ones come from the lists of this customer. */
  services: ServicePage,
  invoices: InvoicePage,
});
