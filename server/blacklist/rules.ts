import { type BlacklistKey, blacklistHmac } from './hmac.ts';
import {
  domainsOf,
  normalizeCompanyNumber,
  normalizeDomain,
  normalizeEmail,
  normalizePerson,
  normalizePhone,
} from './normalize.ts';
import { isPlaceholder } from './placeholders.ts';
import type { BlacklistKind, Identifier, PersonalKind } from './schema.ts';

/** How long a claim keeps its entry; the README of this folder gives the reason. GDPR Art. 5(1)(e) asks for an end. */
export const BLACKLIST_YEARS = 3;

/** Whatever is known of a person or company; each part may be missing. */
export interface Identity {
  email?: string | null | undefined;
  phone?: string | null | undefined;
  fullName?: string | null | undefined;
  /** `YYYY-MM-DD`. A name alone identifies nobody: it counts together with a birth date only. */
  birthDate?: string | null | undefined;
  companyNumber?: string | null | undefined;
}

/** A value in the form that is compared, before it is hashed. */
export interface NormalForm<K extends BlacklistKind = BlacklistKind> {
  kind: K;
  value: string;
}

/** The normal form of everything that is present, placeholders included. */
export function normalFormsOf(identity: Identity): NormalForm<PersonalKind>[] {
  const { email, phone, fullName, birthDate, companyNumber } = identity;
  const forms: NormalForm<PersonalKind>[] = [
    { kind: 'email', value: email ? normalizeEmail(email) : '' },
    { kind: 'phone', value: phone ? normalizePhone(phone) : '' },
    { kind: 'person', value: fullName && birthDate ? normalizePerson(fullName, birthDate) : '' },
    { kind: 'company_number', value: companyNumber ? normalizeCompanyNumber(companyNumber) : '' },
  ];
  return forms.filter(({ value }) => value !== '');
}

const hashForms = (forms: readonly NormalForm[], key: BlacklistKey): Promise<Identifier[]> =>
  Promise.all(
    forms
      .filter(({ kind, value }) => !isPlaceholder(kind, value))
      .map(async ({ kind, value }) => ({ kind, hmac: await blacklistHmac(key, kind, value) })),
  );

/**
 * The identifiers of everything that is present and names somebody: what a decision stores, and what a profile and a system's row are
 * compared with. A placeholder (`n/a`, `0000000`) has none.
 */
export const identifiersOf = (identity: Identity, key: BlacklistKey): Promise<Identifier[]> =>
  hashForms(normalFormsOf(identity), key);

export const domainIdentifier = (domain: string, key: BlacklistKey): Promise<Identifier[]> =>
  hashForms([{ kind: 'domain', value: normalizeDomain(domain) }], key);

/** What a sign-up is compared with: the address, and the domains it lies under. */
export const signUpIdentifiersOf = (email: string, key: BlacklistKey): Promise<Identifier[]> =>
  hashForms(
    [
      ...normalFormsOf({ email }),
      ...domainsOf(email).map((value): NormalForm => ({ kind: 'domain', value })),
    ],
    key,
  );

/** What a system called an erased person. Its own spelling counts: only the system knows what makes two ids the same. */
export const externalIdHmac = (
  key: BlacklistKey,
  systemId: string,
  externalId: string,
): Promise<Uint8Array> => blacklistHmac(key, 'external_id', `${systemId}\0${externalId}`);
