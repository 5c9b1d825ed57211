import type { Identity } from '../blacklist/rules.ts';
import type { BlacklistKind, Identifier } from '../blacklist/schema.ts';
import { type Refusal, refusal } from './rules.ts';
import type { CustomerRow } from './schema.ts';

type Address = NonNullable<CustomerRow['addresses']>[number];

/** What can be said of a customer by a service. */
export interface Facts {
  email: string;
  fullName: string;
  phone: string | null;
  company: string | null;
  companyNumber: string | null;
  birthDate: string | null;
  language: string | null;
}

/** A customer as they stand, under the lock. */
export interface Held extends Facts {
  customerId: string;
  state: 'open' | 'blocked' | 'starred';
  emailVerified: boolean;
  /** Whether they can sign in. */
  credential: boolean;
  /** What this service calls them; null where it does not know them yet. */
  externalId: string | null;
  /** Somebody else has said something about them too, or brought them in. */
  shared: boolean;
}

/** Whom a row means. */
export interface Found {
  /** By the external id, else by the e-mail address; null for somebody new. */
  held: Held | null;
  /** Somebody it meant a moment ago was erased meanwhile. */
  erased: boolean;
  /** The external id belonged to somebody who was erased. */
  erasedId: boolean;
  /** Who has the e-mail address now: a customer's or an admin's id. */
  emailOwner: string | null;
}

const refused = (kind: Refusal['kind'], field: string): Refusal => refusal(kind, field).refused;

/** Why a row is not taken, as far as its customer is concerned; null where nothing speaks against it. */
export function objection(row: CustomerRow, { held, erased, erasedId, emailOwner }: Found): Refusal | null {
  const linked = held?.externalId === row.externalId;
  const found = linked ? 'externalId' : 'email';
  if (erased || held?.state === 'starred') return refused('erased_person', found);
  if (erasedId) return refused('erased_person', 'externalId');
  if (held === null) return emailOwner === null ? null : refused('email_taken', 'email');
  if (held.state === 'blocked') return refused('customer_closed', found);
  if (!linked && held.externalId !== null) return refused('external_id_taken', 'externalId');
  if (row.email === held.email) return null;
  if (emailOwner !== null) return refused('email_taken', 'email');
  return keepsAddress(held) ? refused('email_confirmed', 'email') : null;
}

/** Whoever could move the address people sign in with could take their account over, and read what others handed in. */
export const keepsAddress = ({ credential, shared }: Held): boolean => credential || shared;

const orCleared = <T>(said: T | null | undefined, stands: T | null | undefined): T | null =>
  said === undefined ? (stands ?? null) : said;

/** The customer as the row wants them: what it leaves out stays as it is. */
export function wanted(held: Facts | null, row: CustomerRow): Facts {
  return {
    email: row.email,
    fullName: row.fullName,
    phone: orCleared(row.phone, held?.phone),
    company: orCleared(row.company, held?.company),
    companyNumber: orCleared(row.companyNumber, held?.companyNumber),
    birthDate: orCleared(row.birthDate, held?.birthDate),
    language: row.language === undefined ? (held === null ? 'en' : held.language) : row.language,
  };
}

/** What of a wanted identity is not the customer's already, and has to be asked of the blacklist. */
export function newIdentity(held: Facts | null, { email, phone, fullName, birthDate, companyNumber }: Facts) {
  const person = held?.fullName !== fullName || held.birthDate !== birthDate;
  return {
    ...(held?.email !== email && { email }),
    ...(held?.phone !== phone && { phone }),
    ...(person && { fullName, birthDate }),
    ...(held?.companyNumber !== companyNumber && { companyNumber }),
  } satisfies Identity;
}

/** The field a blacklisted value stands in. */
const FIELD_OF = {
  email: 'email',
  phone: 'phone',
  person: 'fullName',
  company_number: 'companyNumber',
  // Refuses sign-ups alone: a row is never asked about it.
  domain: 'email',
} as const satisfies Record<BlacklistKind, keyof CustomerRow>;

/**
 * What is said of the values that are new to the row's customer and listed. `erased_person` asks a service to erase: it is said only where
 * the address was an erased person's own, and the row brings in somebody whom nobody here knows.
 */
export function blacklistRefusal(
  held: Held | null,
  listed: readonly Identifier[],
  wasErased: (one: Identifier) => boolean,
): Refusal | null {
  const erased = held === null ? listed.find(wasErased) : undefined;
  if (erased !== undefined) return refused('erased_person', FIELD_OF[erased.kind]);
  const [first] = listed;
  return first === undefined ? null : refused('value_refused', FIELD_OF[first.kind]);
}

/**
 * Somebody signed up with the address and never confirmed it: whoever they are, their password must not open what the service brings in
 * about the owner of the address.
 */
export const isUnproven = ({ credential, emailVerified }: Held): boolean => credential && !emailVerified;

const ADDRESS_FIELDS = ['label', 'line1', 'line2', 'city', 'region', 'postalCode', 'country'] as const;

export const sameAddresses = (held: readonly Address[], said: readonly Address[]): boolean =>
  held.length === said.length &&
  said.every((address, at) => ADDRESS_FIELDS.every((field) => address[field] === held[at]?.[field]));
