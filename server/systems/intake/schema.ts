import * as v from 'valibot';
import { InvoiceStatus, ServiceStatus } from '../../customers/contract-schema.ts';
import { MAX_ADDRESSES } from '../../customers/rules.ts';
import { LENGTHS, languageTag } from '../../customers/schema.ts';
import { addressIn } from '../../values/email-address.ts';
import { Day, isVisible, rowsOf, Uuid } from '../../values/schema.ts';
import { CustomerName, ExternalId } from '../external-ids/schema.ts';
import {
  Amount,
  birthDateIn,
  Currency,
  dayOrNothing,
  Fine,
  type Read,
  readBy,
  statedDay,
  statedText,
  statedTextOrNull,
  unlessBlank,
} from './values.ts';

/** Whatever of an address a system holds. */
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
/** As it is told: each part, and an empty label. */
const held = v.nullable(v.string());
const AsHeld = v.strictObject({
  label: v.string(),
  line1: held,
  line2: held,
  city: held,
  region: held,
  postalCode: held,
  country: held,
});
const isEmpty = (address: Address): boolean => Object.values(address).every((part) => !part);

/**
 * How new the row is where it comes from: a running number, or an ISO 8601 instant. A row older than one that came before changes nothing
 * (`unchanged_older`).
 */
const newness = {
  version: v.optional(v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0)))),
  updatedAt: v.optional(
    unlessBlank(v.pipe(v.string(), v.isoTimestamp('invalid_date'), v.check(isInstant, 'invalid_date'))),
  ),
};

/** Whether PostgreSQL can keep the instant: a real day, an offset it knows, a year from 1 to 9999. One other row would fail the whole batch. */
function isInstant(text: string): boolean {
  const year = new Date(text).getUTCFullYear();
  return v.is(Day, text.slice(0, 10)) && !FARTHEST.test(text) && year >= 1 && year <= 9999;
}
const FARTHEST = /[+-](?:1[6-9]|2\d)(?::?\d{2})?$/u;

/** What is left out stays as it is; null and `''` clear it. `addresses` replaces those of before. */
const SaidOfCustomer = v.strictObject({
  externalId: ExternalId,
  ...newness,
  /** Null for somebody without an address; several people may share one. */
  email: v.optional(readBy(1_000, addressIn)),
  fullName: v.optional(
    v.pipe(
      statedTextOrNull(LENGTHS.name),
      v.transform((name) => (name !== null && isVisible(name) ? name : null)),
    ),
  ),
  phone: v.optional(statedTextOrNull(LENGTHS.phone)),
  company: v.optional(statedTextOrNull(LENGTHS.company)),
  companyNumber: v.optional(statedTextOrNull(LENGTHS.companyNumber)),
  birthDate: v.optional(readBy(LENGTHS.short, birthDateIn)),
  language: v.optional(readBy(LENGTHS.short, languageTag)),
  addresses: v.optional(
    v.pipe(
      v.nullable(v.pipe(v.array(Address), v.maxLength(MAX_ADDRESSES, 'too_many_addresses'))),
      v.transform((addresses) => (addresses ?? []).filter((address) => !isEmpty(address))),
    ),
  ),
});
/** What cannot be used stands apart: nobody is matched or mailed by it. */
export const CustomerRow = v.pipe(
  SaidOfCustomer,
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
const unusableOf = (read: { [F in keyof Unusable]: Read | undefined }): Unusable =>
  Object.fromEntries(
    Object.entries(read).flatMap(([field, one]) => (one?.unusable ? [[field, one.unusable]] : [])),
  );

/** A product a customer has with the system; `externalId` is the system's name for it. What is left out stays; null and `''` clear it. */
export const ServiceRow = v.strictObject({
  externalId: ExternalId,
  ...newness,
  customer: CustomerName,
  name: statedText(500),
  domain: v.optional(statedTextOrNull(1_000)),
  status: ServiceStatus,
  startedOn: statedDay,
  endedOn: v.optional(dayOrNothing),
});
export type ServiceRow = v.InferOutput<typeof ServiceRow>;

/** A line may be a remark alone. */
const Line = v.strictObject({
  description: v.optional(statedTextOrNull(5_000), null),
  quantity: v.optional(unlessBlank(Fine), null),
  unitPrice: v.optional(unlessBlank(Fine), null),
  amount: v.optional(unlessBlank(Amount), null),
});

/** Money travels as text: it must not pass through a float. The lines replace those of before. */
export const InvoiceRow = v.strictObject({
  externalId: ExternalId,
  ...newness,
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
      v.nullable(v.pipe(v.array(Line), v.maxLength(200, 'too_many_lines'))),
      v.transform((lines) => lines ?? []),
    ),
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
/** A field that was corrected since the system said it, with the value to take over. */
export type Correction = v.InferOutput<typeof Correction>;
const Correction = v.union([
  v.strictObject({
    field: v.picklist(['email', 'fullName', 'phone', 'company', 'companyNumber', 'birthDate', 'language']),
    value: v.nullable(v.string()),
  }),
  v.strictObject({ field: v.literal('addresses'), value: v.array(AsHeld) }),
]);
/** One result for each row, in order. */
export type CustomerResults = v.InferOutput<typeof CustomerResults>;
export const CustomerResults = resultsOf(
  v.strictObject({
    index: v.number(),
    customerId: Uuid,
    /** What stays, though the row says something else: the person or an admin set it. To be taken over. */
    correctedByPerson: v.optional(v.array(Correction)),
  }),
);
export type ServiceResults = v.InferOutput<typeof ServiceResults>;
export const ServiceResults = resultsOf(v.strictObject({ index: v.number(), serviceId: Uuid }));
export type InvoiceResults = v.InferOutput<typeof InvoiceResults>;
export const InvoiceResults = resultsOf(v.strictObject({ index: v.number(), invoiceId: Uuid }));

/** What the system handed in about a customer, by its own id. */
export const RemoveRecord = v.strictObject({ customer: CustomerName, externalId: ExternalId });
export type RemoveRecord = v.InferOutput<typeof RemoveRecord>;
/** False where there was nothing: removing twice changes nothing. */
export const RemovedRecord = v.strictObject({ removed: v.boolean() });

export const RemoveLink = v.strictObject({ customer: CustomerName });
/** False where there was no link: removing twice changes nothing. */
export const RemovedLink = v.strictObject({ removed: v.boolean() });
