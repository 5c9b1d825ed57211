import type { Identity } from '../blacklist/rules.ts';
import type { Known } from './matching.ts';
import { newest, type SourceVersion } from './newness.ts';
import type { CustomerRow } from './schema.ts';

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

/** A customer as they stand, under the lock. */
export interface Held extends Facts, Omit<Known, 'email'> {
  /** This system alone has said anything about them. */
  sole: boolean;
  /** Fields that the person or an admin set by hand. */
  setByHand: Field[];
  /** What this system says differently. */
  statements: Partial<Record<Field, string>>;
  /** What this system calls them, and how new its newest row by that id was. */
  ids: Record<string, SourceVersion>;
}

/** A customer while a batch is taken: as held, and as the rows so far want them. */
export interface Draft {
  customerId: string;
  held: Held | null;
  facts: Facts;
  /** Undefined where no row said any, or what they said changes nothing. */
  addresses: Address[] | undefined;
  /** Null takes away what the system said before. */
  statements: Map<Field, string | null>;
  ids: Map<string, SourceVersion>;
}

export const draftOf = (customerId: string, held: Held | null): Draft => ({
  customerId,
  held,
  facts: { ...BLANK, ...(held && pick(held)) },
  addresses: undefined,
  statements: new Map(),
  ids: new Map(),
});
const pick = (held: Held): Facts =>
  Object.fromEntries(FIELDS.map((field) => [field, held[field]])) as unknown as Facts;

/** What the person set by hand where the system says something else. */
export interface Correction {
  field: Field;
  value: string | null;
}

/**
 * Applies a row. Of a person whom this system alone brought in and who has no account, everything it says counts. Of others it fills what is
 * empty, but no address: whoever sets that can set the first password, and read what others handed in. What differs becomes a statement.
 * What is set by hand always stays. Answers what the system is to take over.
 */
export function applyRow(draft: Draft, row: CustomerRow, heldAddresses: readonly Address[]): Correction[] {
  const corrections = FIELDS.flatMap((field) => applyField(draft, field, row[field]));
  draft.ids.set(row.externalId, newest(row, draft.held?.ids[row.externalId]));
  if (row.addresses === undefined) return corrections;
  const stands = draft.addresses ?? heldAddresses;
  if (sameAddresses(stands, row.addresses)) draft.statements.set('addresses', null);
  else if (mayOverwrite(draft, 'addresses') || (stands.length === 0 && !isSetByHand(draft, 'addresses')))
    draft.addresses = row.addresses;
  else draft.statements.set('addresses', row.addresses.length === 0 ? null : JSON.stringify(row.addresses));
  return corrections;
}

function applyField(draft: Draft, field: keyof Facts, said: string | null | undefined): Correction[] {
  if (said === undefined) return [];
  const stands = draft.facts[field];
  if (said === stands) {
    draft.statements.set(field, null);
    return [];
  }
  const byHand = isSetByHand(draft, field);
  if (mayOverwrite(draft, field) || (stands === null && !byHand && field !== 'email')) {
    draft.facts[field] = said;
    draft.statements.set(field, null);
    return [];
  }
  draft.statements.set(field, said);
  // Of whoever has an account the name alone: who knows their address must not read their other data back.
  const mayBeTold = field === 'fullName' || draft.held?.account === 'none';
  return byHand && mayBeTold ? [{ field, value: stands }] : [];
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
