import type { Identity } from '../../blacklist/rules.ts';
import { newestVersion, type SourceVersion } from '../external-ids/newness.ts';
import type { Candidate } from './matching.ts';
import { type Correction, type CustomerRow, SENT_FIELDS } from './schema.ts';

export type SentAddress = NonNullable<CustomerRow['addresses']>[number];

/** A customer's values of these fields; null where there is none. */
export type CustomerFields = Record<(typeof SENT_FIELDS)[number], string | null>;
/** A field in which a system's value may differ from ours. */
export type CustomerField = keyof CustomerFields | 'addresses';

export const EMPTY_FIELDS: CustomerFields = {
  email: null,
  fullName: null,
  phone: null,
  company: null,
  companyNumber: null,
  birthDate: null,
  language: 'en',
};

/** How new the newest row under an id was, and which fields all rows under it named; null where this was never recorded. */
export interface IdReport extends SourceVersion {
  fields: CustomerField[] | null;
}

/** A customer as stored, read under the lock. */
export interface StoredCustomer extends CustomerFields, Omit<Candidate, 'email'> {
  account: 'none' | 'unconfirmed' | 'confirmed';
  /** Whether no other system has sent anything about the customer. */
  sole: boolean;
  /** Fields that the customer or an admin set by hand. */
  setByHand: CustomerField[];
  /** Fields for which this system sent a value. */
  reported: CustomerField[];
  /** Those of them that somebody corrected by hand since: the answer to the system has the new value. */
  corrected: CustomerField[];
  /** The system's values that differ from ours. */
  statements: Partial<Record<CustomerField, string>>;
  /** The system's ids for the customer, and what it sent under each. */
  ids: Record<string, IdReport>;
}

/** A customer while a batch is processed: as stored, and with the changes of the rows so far. */
export interface Draft {
  customerId: string;
  stored: StoredCustomer | null;
  fields: CustomerFields;
  /** Undefined while no row of the batch changes them. */
  addresses: SentAddress[] | undefined;
  /** Null removes the system's earlier statement. */
  statements: Map<CustomerField, string | null>;
  reported: Set<CustomerField>;
  corrected: Set<CustomerField>;
  ids: Map<string, IdReport>;
}

export const startDraft = (customerId: string, stored: StoredCustomer | null): Draft => ({
  customerId,
  stored,
  fields: { ...EMPTY_FIELDS, ...(stored && fieldsOf(stored)) },
  addresses: undefined,
  statements: new Map(),
  reported: new Set(stored?.reported),
  corrected: new Set(stored?.corrected),
  ids: new Map(),
});
const fieldsOf = (stored: StoredCustomer): CustomerFields =>
  Object.fromEntries(SENT_FIELDS.map((field) => [field, stored[field]])) as unknown as CustomerFields;

/**
 * Applies a row to a draft. A system may overwrite a customer without an account if no other system sent anything about them. For any other
 * customer it only fills empty fields, and never the e-mail address: who controls the address can set the first password and read what other
 * systems sent. A differing value becomes a statement. A value set by hand always stays. An `unclear` row changes no field: it may be about
 * somebody else.
 * Returns the corrections that the system should take over. They cover only fields that the system sent before the correction: a key that may
 * only write must not read a customer's own values.
 */
export function applyRow(
  draft: Draft,
  row: CustomerRow,
  storedAddresses: readonly SentAddress[],
  unclear = false,
): Correction[] {
  const corrections = SENT_FIELDS.flatMap((field): Correction[] =>
    applyField(draft, field, row[field], unclear) ? [{ field, value: draft.fields[field] }] : [],
  );
  for (const [field, text] of Object.entries(row.unusable ?? {}))
    draft.statements.set(field as CustomerField, text);
  draft.ids.set(row.externalId, reportOfId(row, draft.stored?.ids[row.externalId], unclear));
  return [...corrections, ...applyAddresses(draft, row.addresses, storedAddresses, unclear)];
}

/** The name in an unclear row is not the customer's, so it does not prove that the id is. */
function reportOfId(row: CustomerRow, before: IdReport | undefined, unclear: boolean): IdReport {
  const version = newestVersion(row, before);
  if (before?.fields === null) return { ...version, fields: null };
  const now = SENT_FIELDS.filter((field) => row[field] != null && !(unclear && field === 'fullName'));
  const addresses = row.addresses?.length ? (['addresses'] as const) : [];
  const unusable = Object.keys(row.unusable ?? {}) as CustomerField[];
  const all = new Set<CustomerField>([...(before?.fields ?? []), ...now, ...unusable, ...addresses]);
  return { ...version, fields: [...all].toSorted() };
}

/** Returns whether the system still sends another value than the one corrected by hand. */
function applyField(
  draft: Draft,
  field: keyof CustomerFields,
  value: string | null | undefined,
  unclear: boolean,
): boolean {
  if (value === undefined) return false;
  const current = draft.fields[field];
  const fills = current === null && !isSetByHand(draft, field) && field !== 'email';
  const agrees = value === current || (!unclear && (mayOverwrite(draft, field) || fills));
  if (agrees) draft.fields[field] = value;
  return recordStatement(draft, field, value, { agrees, unclear });
}

function applyAddresses(
  draft: Draft,
  value: SentAddress[] | undefined,
  storedAddresses: readonly SentAddress[],
  unclear: boolean,
): Correction[] {
  if (value === undefined) return [];
  const current = draft.addresses ?? storedAddresses;
  const same = sameAddresses(current, value);
  const agrees =
    same ||
    (!unclear &&
      (mayOverwrite(draft, 'addresses') || (current.length === 0 && !isSetByHand(draft, 'addresses'))));
  if (agrees && !same) draft.addresses = value;
  const text = value.length === 0 ? null : JSON.stringify(value);
  return recordStatement(draft, 'addresses', text, { agrees, unclear })
    ? [{ field: 'addresses', value: [...current] }]
    : [];
}

/**
 * Keeps a differing value as a statement, and notes that the system sent the field. A system that sends our value has taken over the
 * correction. Returns whether a correction is still open.
 */
function recordStatement(
  draft: Draft,
  field: CustomerField,
  value: string | null,
  { agrees, unclear }: { agrees: boolean; unclear: boolean },
): boolean {
  draft.statements.set(field, agrees ? null : value);
  if (unclear) return false;
  if (value === null) draft.reported.delete(field);
  else draft.reported.add(field);
  if (agrees) draft.corrected.delete(field);
  return draft.corrected.has(field);
}

const isSetByHand = ({ stored }: Draft, field: CustomerField): boolean =>
  stored?.setByHand.includes(field) === true;
const mayOverwrite = (draft: Draft, field: CustomerField): boolean =>
  draft.stored === null ||
  (draft.stored.sole && draft.stored.account === 'none' && !isSetByHand(draft, field));

/** The identifiers that a row would add to the customer: they are looked up in the blacklist. */
export function findNewIdentity(stored: CustomerFields | null, row: CustomerRow): Identity {
  const wanted = { ...EMPTY_FIELDS, ...stored };
  for (const field of SENT_FIELDS) if (row[field] !== undefined) wanted[field] = row[field];
  const { email, phone, fullName, birthDate, companyNumber } = wanted;
  const person = stored?.fullName !== fullName || stored.birthDate !== birthDate;
  return {
    ...(stored?.email !== email && { email }),
    ...(stored?.phone !== phone && { phone }),
    ...(person && { fullName, birthDate }),
    ...(stored?.companyNumber !== companyNumber && { companyNumber }),
  };
}

const ADDRESS_FIELDS = ['label', 'line1', 'line2', 'city', 'region', 'postalCode', 'country'] as const;

export const sameAddresses = (stored: readonly SentAddress[], value: readonly SentAddress[]): boolean =>
  stored.length === value.length &&
  value.every((address, index) => ADDRESS_FIELDS.every((field) => address[field] === stored[index]?.[field]));
