import * as v from 'valibot';
import { InvoiceStatus, Profile, SaveAddress, ServiceStatus } from '../customers/schema.ts';
import { CustomerName, Email, ExternalId } from '../recipients/schema.ts';
import { Day, line, rowsOf, Uuid } from '../shapes.ts';

const { phone, company, companyNumber, birthDate, language, fullName } = Profile.entries;
const { addressId: _, ...address } = SaveAddress.entries;

/** What is left out stays as it is; null clears it. `addresses` replaces those of before. */
export const CustomerRow = v.strictObject({
  externalId: ExternalId,
  email: Email,
  fullName,
  phone: v.optional(phone),
  company: v.optional(company),
  companyNumber: v.optional(companyNumber),
  birthDate: v.optional(birthDate),
  language: v.optional(language),
  addresses: v.optional(v.pipe(v.array(v.strictObject(address)), v.maxLength(50, 'too_many_addresses'))),
});
export type CustomerRow = v.InferOutput<typeof CustomerRow>;

/** A product a customer has with the service; `externalId` is the service's name for it. What is left out stays; null clears it. */
export const ServiceRow = v.strictObject({
  externalId: ExternalId,
  customer: CustomerName,
  name: line(200, 1),
  domain: v.optional(v.nullable(line(253))),
  status: ServiceStatus,
  startedOn: Day,
  endedOn: v.optional(v.nullable(Day)),
});
export type ServiceRow = v.InferOutput<typeof ServiceRow>;

/** An amount of money with two decimals at most: `"1234.50"`. */
const Amount = v.pipe(v.string(), v.regex(/^-?\d{1,12}(\.\d{1,2})?$/u, 'invalid_amount'));
const Quantity = v.pipe(v.string(), v.regex(/^-?\d{1,9}(\.\d{1,3})?$/u, 'invalid_amount'));

/** Money travels as text: it must not pass through a float. The lines replace those of before. */
export const InvoiceRow = v.strictObject({
  externalId: ExternalId,
  customer: CustomerName,
  number: line(60, 1),
  status: InvoiceStatus,
  currency: v.pipe(v.string(), v.regex(/^[A-Z]{3}$/u, 'invalid_currency')),
  total: Amount,
  billedTo: line(200, 1),
  issuedOn: Day,
  dueOn: Day,
  paidOn: v.optional(v.nullable(Day)),
  lines: v.pipe(
    v.array(
      v.strictObject({ description: line(500, 1), quantity: Quantity, unitPrice: Amount, amount: Amount }),
    ),
    v.maxLength(200, 'too_many_lines'),
  ),
});
export type InvoiceRow = v.InferOutput<typeof InvoiceRow>;

/** With `atomic`, one refused row keeps all others out. */
const atomic = v.optional(v.boolean(), false);
export const UpsertCustomers = v.strictObject({ items: rowsOf(CustomerRow), atomic });
export type UpsertCustomers = v.InferOutput<typeof UpsertCustomers>;
export const UpsertServices = v.strictObject({ items: rowsOf(ServiceRow), atomic });
export type UpsertServices = v.InferOutput<typeof UpsertServices>;
export const UpsertInvoices = v.strictObject({ items: rowsOf(InvoiceRow), atomic });
export type UpsertInvoices = v.InferOutput<typeof UpsertInvoices>;

/** A row that was not taken: why, and the field it is about; `problem` says more where the input itself is wrong. */
export const RefusedRow = v.strictObject({
  index: v.number(),
  kind: v.picklist([
    'invalid_input',
    'erased_person',
    'external_id_taken',
    'email_taken',
    'email_confirmed',
    'customer_not_found',
    'customer_closed',
    'duplicate_row',
    'not_applied',
  ]),
  field: v.nullable(v.string()),
  problem: v.optional(v.string()),
});
export type RefusedRow = v.InferOutput<typeof RefusedRow>;

const resultsOf = <T extends v.GenericSchema>(taken: T) =>
  v.strictObject({ results: v.array(v.union([taken, RefusedRow])) });
/** One result for each row, in order. */
export type CustomerResults = v.InferOutput<typeof CustomerResults>;
export const CustomerResults = resultsOf(v.strictObject({ index: v.number(), customerId: Uuid }));
export type ServiceResults = v.InferOutput<typeof ServiceResults>;
export const ServiceResults = resultsOf(v.strictObject({ index: v.number(), serviceId: Uuid }));
export type InvoiceResults = v.InferOutput<typeof InvoiceResults>;
export const InvoiceResults = resultsOf(v.strictObject({ index: v.number(), invoiceId: Uuid }));

export const RemoveLink = v.strictObject({ customer: CustomerName });
/** False where there was no link: removing twice changes nothing. */
export const RemovedLink = v.strictObject({ removed: v.boolean() });
