import type { Identity } from '../../blacklist/rules.ts';
import { newest, type SourceVersion } from '../external-ids/newness.ts';
import type { Candidate } from './matching.ts';
import type { Correction, CustomerRow } from './schema.ts';

export type Address = NonNullable<CustomerRow['addresses']>[number];

/** What can be said of a customer by a system. */
export interface Facts {
  email: string | null;
  fullName: string | null;
  phone: string | null;
  company: string | null;
  companyNumber: string | null;
  birthDate: string | null;
  language: string | null;
}
export const FIELDS = [
  'email',
  'fullName',
  'phone',
  'company',
  'companyNumber',
  'birthDate',
  'language',
] as const satisfies (keyof Facts)[];
/** A field that a system may differ in. */
export type Field = keyof Facts | 'addresses';

export const BLANK: Facts = {
  email: null,
  fullName: null,
  phone: null,
  company: null,
  companyNumber: null,
  birthDate: null,
  language: 'en',
};

/** How new the newest row by an id was, and which fields it and those before said; null for an id of which nobody knows. */
export interface SaidById extends SourceVersion {
  fields: Field[] | null;
}

/** A customer as they stand, under the lock. */
export interface StoredCustomer extends Facts, Omit<Candidate, 'email'> {
  account: 'none' | 'unconfirmed' | 'confirmed';
  /** This system alone has said anything about them. */
  sole: boolean;
  /** Fields that the person or an admin set by hand. */
  setByHand: Field[];
  /** Fields that this system handed in a value for, and which of these were corrected by hand since: it is told the new value. */
  said: Field[];
  corrected: Field[];
  /** What this system says differently. */
  statements: Partial<Record<Field, string>>;
  /** What this system calls them, and what it said by that id. */
  ids: Record<string, SaidById>;
}

/** A customer while a batch is taken: as held, and as the rows so far want them. */
export interface Draft {
  customerId: string;
  held: StoredCustomer | null;
  facts: Facts;
  /** Undefined while no row of the batch changes them. */
  addresses: Address[] | undefined;
  /** Null takes away what the system said before. */
  statements: Map<Field, string | null>;
  said: Set<Field>;
  corrected: Set<Field>;
  ids: Map<string, SaidById>;
}

export const draftOf = (customerId: string, held: StoredCustomer | null): Draft => ({
  customerId,
  held,
  facts: { ...BLANK, ...(held && pick(held)) },
  addresses: undefined,
  statements: new Map(),
  said: new Set(held?.said),
  corrected: new Set(held?.corrected),
  ids: new Map(),
});
const pick = (held: StoredCustomer): Facts =>
  Object.fromEntries(FIELDS.map((field) => [field, held[field]])) as unknown as Facts;

/**
 * Applies a row to a draft. A system may overwrite somebody without an account whom it alone brought in. Of anybody else it fills empty
 * fields, but never the e-mail address: whoever sets that could set the first password, and read what others handed in. What differs becomes
 * a statement. What is set by hand always stays. Of an `unclear` row nothing stands as the customer's own, for it may be about somebody else.
 * Answers the corrections that the system is to take over: only of a field that it had said before somebody corrected it, since whoever may
 * only write must not read a person's own values back.
 */
export function applyRow(
  draft: Draft,
  row: CustomerRow,
  heldAddresses: readonly Address[],
  unclear = false,
): Correction[] {
  const corrections = FIELDS.flatMap((field): Correction[] =>
    applyField(draft, field, row[field], unclear) ? [{ field, value: draft.facts[field] }] : [],
  );
  for (const [field, text] of Object.entries(row.unusable ?? {})) draft.statements.set(field as Field, text);
  draft.ids.set(row.externalId, saidById(row, draft.held?.ids[row.externalId], unclear));
  return [...corrections, ...applyAddresses(draft, row.addresses, heldAddresses, unclear)];
}

/** A name that is not the customer's shows nothing of whom the id means. */
function saidById(row: CustomerRow, before: SaidById | undefined, unclear: boolean): SaidById {
  const version = newest(row, before);
  if (before?.fields === null) return { ...version, fields: null };
  const now = FIELDS.filter((field) => row[field] != null && !(unclear && field === 'fullName'));
  const addresses = row.addresses?.length ? (['addresses'] as const) : [];
  const unusable = Object.keys(row.unusable ?? {}) as Field[];
  const all = new Set<Field>([...(before?.fields ?? []), ...now, ...unusable, ...addresses]);
  return { ...version, fields: [...all].toSorted() };
}

/** Whether the system says something else than what was corrected after it had said the field. */
function applyField(
  draft: Draft,
  field: keyof Facts,
  said: string | null | undefined,
  unclear: boolean,
): boolean {
  if (said === undefined) return false;
  const stands = draft.facts[field];
  const fills = stands === null && !isSetByHand(draft, field) && field !== 'email';
  const agrees = said === stands || (!unclear && (mayOverwrite(draft, field) || fills));
  if (agrees) draft.facts[field] = said;
  return note(draft, field, said, { agrees, unclear });
}

function applyAddresses(
  draft: Draft,
  said: Address[] | undefined,
  heldAddresses: readonly Address[],
  unclear: boolean,
): Correction[] {
  if (said === undefined) return [];
  const stands = draft.addresses ?? heldAddresses;
  const same = sameAddresses(stands, said);
  const agrees =
    same ||
    (!unclear &&
      (mayOverwrite(draft, 'addresses') || (stands.length === 0 && !isSetByHand(draft, 'addresses'))));
  if (agrees && !same) draft.addresses = said;
  const text = said.length === 0 ? null : JSON.stringify(said);
  return note(draft, 'addresses', text, { agrees, unclear })
    ? [{ field: 'addresses', value: [...stands] }]
    : [];
}

/** Keeps what differs as a statement, and that the system said the field. Whoever agrees has taken over what was corrected. */
function note(
  draft: Draft,
  field: Field,
  said: string | null,
  { agrees, unclear }: { agrees: boolean; unclear: boolean },
): boolean {
  draft.statements.set(field, agrees ? null : said);
  if (unclear) return false;
  if (said === null) draft.said.delete(field);
  else draft.said.add(field);
  if (agrees) draft.corrected.delete(field);
  return draft.corrected.has(field);
}

const isSetByHand = ({ held }: Draft, field: Field): boolean => held?.setByHand.includes(field) === true;
const mayOverwrite = (draft: Draft, field: Field): boolean =>
  draft.held === null || (draft.held.sole && draft.held.account === 'none' && !isSetByHand(draft, field));

/** What a row would add to the customer's identity, to be asked of the blacklist. */
export function newIdentity(held: Facts | null, row: CustomerRow): Identity {
  const wanted = { ...BLANK, ...held };
  for (const field of FIELDS) if (row[field] !== undefined) wanted[field] = row[field];
  const { email, phone, fullName, birthDate, companyNumber } = wanted;
  const person = held?.fullName !== fullName || held.birthDate !== birthDate;
  return {
    ...(held?.email !== email && { email }),
    ...(held?.phone !== phone && { phone }),
    ...(person && { fullName, birthDate }),
    ...(held?.companyNumber !== companyNumber && { companyNumber }),
  };
}

const ADDRESS_FIELDS = ['label', 'line1', 'line2', 'city', 'region', 'postalCode', 'country'] as const;

export const sameAddresses = (held: readonly Address[], said: readonly Address[]): boolean =>
  held.length === said.length &&
  said.every((address, at) => ADDRESS_FIELDS.every((field) => address[field] === held[at]?.[field]));
