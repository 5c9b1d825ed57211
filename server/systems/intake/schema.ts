import * as v from 'valibot';
import { InvoiceStatus, ServiceStatus } from '../../customers/contract-schema.ts';
import { LENGTHS, languageTag, PROFILE_FIELDS } from '../../customers/schema.ts';
import { GivenInstant } from '../../values/date-schema.ts';
import { extractAddress } from '../../values/email-address.ts';
import { MAX_ADDRESSES, MAX_INVOICE_LINES } from '../../values/limits-and-periods.ts';
import { batchRows, isVisible, Uuid } from '../../values/schema.ts';
import { CustomerName, ExternalId } from '../external-ids/schema.ts';
import {
  Amount,
  Currency,
  dayOrNothing,
  FineDecimal,
  parseBirthDate,
  type ReadValue,
  readValue,
  statedDay,
  statedText,
  statedTextOrNull,
  unlessBlank,
} from './values.ts';

/** As much of an address as a system has. */
const Address = v.pipe(
  v.strictObject({
    label: v.optional(statedTextOrNull(LENGTHS.short), null),
    line1: v.optional(statedTextOrNull(LENGTHS.address), null),
    line2: v.optional(statedTextOrNull(LENGTHS.address), null),
    city: v.optional(statedTextOrNull(LENGTHS.short), null),
    region: v.optional(statedTextOrNull(LENGTHS.short), null),
    postalCode: v.optional(statedTextOrNull(LENGTHS.short), null),
    country: v.optional(statedTextOrNull(LENGTHS.short), null),
  }),
  v.transform(({ label, ...address }) => ({ ...address, label: label ?? '' })),
);
type Address = v.InferOutput<typeof Address>;
/** An address in an answer: every part is present, and the label may be empty. */
const nullableText = v.nullable(v.string());
const StoredAddress = v.strictObject({
  label: v.string(),
  line1: nullableText,
  line2: nullableText,
  city: nullableText,
  region: nullableText,
  postalCode: nullableText,
  country: nullableText,
});
const isEmpty = (address: Address): boolean => Object.values(address).every((part) => !part);

/**
 * How new the row is in the system's own data: a running number, or an ISO 8601 instant. A row older than one received before changes nothing
 * and is answered `unchanged_older`.
 */
const sourceVersion = {
  version: v.optional(v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0)))),
  updatedAt: v.optional(unlessBlank(GivenInstant)),
};

/** Fields left out stay as they are; null and `''` clear a field. `addresses` replaces all stored addresses. */
const CustomerRowInput = v.strictObject({
  externalId: ExternalId,
  ...sourceVersion,
  /** Null for a customer without an address. Several customers may share one. */
  email: v.optional(readValue(1_000, extractAddress)),
  fullName: v.optional(
    v.pipe(
      statedTextOrNull(LENGTHS.name),
      v.transform((name) => (name !== null && isVisible(name) ? name : null)),
    ),
  ),
  phone: v.optional(statedTextOrNull(LENGTHS.phone)),
  company: v.optional(statedTextOrNull(LENGTHS.company)),
  companyNumber: v.optional(statedTextOrNull(LENGTHS.companyNumber)),
  birthDate: v.optional(readValue(LENGTHS.short, parseBirthDate)),
  language: v.optional(readValue(LENGTHS.short, languageTag)),
  addresses: v.optional(
    v.pipe(
      v.nullable(v.pipe(v.array(Address), v.maxLength(MAX_ADDRESSES, 'too_many_addresses'))),
      v.transform((addresses) => (addresses ?? []).filter((address) => !isEmpty(address))),
    ),
  ),
});
/** A customer's row. Values in no usable form are moved to `unusable`: Lethe matches and mails nobody by them. */
export const CustomerRow = v.pipe(
  CustomerRowInput,
  v.transform(({ email, birthDate, language, ...row }) => ({
    ...row,
    ...(email && { email: email.value }),
    ...(birthDate && { birthDate: birthDate.value }),
    ...(language && { language: language.value }),
    unusable: unusableOf({ email, birthDate, language }),
  })),
);
export type CustomerRow = Omit<v.InferOutput<typeof CustomerRow>, 'unusable'> & { unusable?: Unusable };
type Unusable = Partial<Record<'email' | 'birthDate' | 'language', string>>;
const unusableOf = (read: { [F in keyof Unusable]: ReadValue | undefined }): Unusable =>
  Object.fromEntries(
    Object.entries(read).flatMap(([field, value]) => (value?.unusable ? [[field, value.unusable]] : [])),
  );

/** A product that a customer has with the system. Fields left out stay as they are; null and `''` clear a field. */
export const ServiceRow = v.strictObject({
  externalId: ExternalId,
  ...sourceVersion,
  customer: CustomerName,
  name: statedText(500),
  domain: v.optional(statedTextOrNull(1_000)),
  status: ServiceStatus,
  startedOn: statedDay,
  endedOn: v.optional(dayOrNothing),
});
export type ServiceRow = v.InferOutput<typeof ServiceRow>;

/** An invoice line; it may be just a remark. */
const Line = v.strictObject({
  description: v.optional(statedTextOrNull(5_000), null),
  quantity: v.optional(unlessBlank(FineDecimal), null),
  unitPrice: v.optional(unlessBlank(FineDecimal), null),
  amount: v.optional(unlessBlank(Amount), null),
});

/** An invoice. Money travels as text: it must not pass through a float. `lines` replaces all stored lines. */
export const InvoiceRow = v.strictObject({
  externalId: ExternalId,
  ...sourceVersion,
  customer: CustomerName,
  number: v.optional(statedTextOrNull(200)),
  status: InvoiceStatus,
  currency: Currency,
  total: Amount,
  billedTo: v.optional(statedTextOrNull(1_000)),
  issuedOn: statedDay,
  dueOn: v.optional(dayOrNothing),
  paidOn: v.optional(dayOrNothing),
  lines: v.optional(
    v.pipe(
      v.nullable(v.pipe(v.array(Line), v.maxLength(MAX_INVOICE_LINES, 'too_many_lines'))),
      v.transform((lines) => lines ?? []),
    ),
  ),
});
export type InvoiceRow = v.InferOutput<typeof InvoiceRow>;

/** With `atomic`, one refused row stops all others. */
const atomic = v.optional(v.boolean(), false);
export const UpsertCustomers = v.strictObject({ items: batchRows(CustomerRow), atomic });
export type UpsertCustomers = v.InferOutput<typeof UpsertCustomers>;
export const UpsertServices = v.strictObject({ items: batchRows(ServiceRow), atomic });
export type UpsertServices = v.InferOutput<typeof UpsertServices>;
export const UpsertInvoices = v.strictObject({ items: batchRows(InvoiceRow), atomic });
export type UpsertInvoices = v.InferOutput<typeof UpsertInvoices>;

/** A refused row: why, and which field is the cause; with `invalid_input`, `problem` says what is wrong with the field. */
export const RefusedRow = v.strictObject({
  index: v.number(),
  kind: v.picklist([
    'invalid_input',
    'erased_person',
    'external_id_reused',
    'value_refused',
    'ambiguous_customer',
    'customer_not_found',
    'customer_closed',
    'too_many_ids',
    'duplicate_row',
    'unchanged_older',
    'not_applied',
  ]),
  field: v.nullable(v.string()),
  problem: v.optional(v.string()),
});
export type RefusedRow = v.InferOutput<typeof RefusedRow>;

const resultsOf = <T extends v.GenericSchema>(taken: T) =>
  v.strictObject({ results: v.array(v.union([taken, RefusedRow])) });
/** The fields of a customer that a system may send, beside postal addresses. */
export const SENT_FIELDS = ['email', ...PROFILE_FIELDS] as const;
/** A field that was corrected after the system sent it, with the value to take over. */
export type Correction = v.InferOutput<typeof Correction>;
const Correction = v.union([
  v.strictObject({
    field: v.picklist(SENT_FIELDS),
    value: v.nullable(v.string()),
  }),
  v.strictObject({ field: v.literal('addresses'), value: v.array(StoredAddress) }),
]);
/** One result for each row, in order. */
export type CustomerResults = v.InferOutput<typeof CustomerResults>;
export const CustomerResults = resultsOf(
  v.strictObject({
    index: v.number(),
    customerId: Uuid,
    /** Values that stay although the row has others: the customer or an admin set them. The system should take them over. */
    correctedByPerson: v.optional(v.array(Correction)),
  }),
);
export type ServiceResults = v.InferOutput<typeof ServiceResults>;
export const ServiceResults = resultsOf(v.strictObject({ index: v.number(), serviceId: Uuid }));
export type InvoiceResults = v.InferOutput<typeof InvoiceResults>;
export const InvoiceResults = resultsOf(v.strictObject({ index: v.number(), invoiceId: Uuid }));

/** A record that the system sent about a customer, by the system's own id. */
export const RemoveRecord = v.strictObject({ customer: CustomerName, externalId: ExternalId });
export type RemoveRecord = v.InferOutput<typeof RemoveRecord>;
/** False if there was no such record: removing twice changes nothing. */
export const RemovedRecord = v.strictObject({ removed: v.boolean() });

export const RemoveLink = v.strictObject({ customer: CustomerName });
/** False if there was no link: removing twice changes nothing. */
export const RemovedLink = v.strictObject({ removed: v.boolean() });
