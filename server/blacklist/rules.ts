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

/** How long a claim keeps its entry; README.md of this folder gives the reason. GDPR Art. 5(1)(e) demands an end. */
export const BLACKLIST_YEARS = 3;

/** The known data of a person or company; each part may be missing. */
export interface Identity {
  email?: string | null | undefined;
  phone?: string | null | undefined;
  fullName?: string | null | undefined;
  /** `YYYY-MM-DD`. A name counts only together with a birth date: alone it identifies nobody. */
  birthDate?: string | null | undefined;
  companyNumber?: string | null | undefined;
}

/** A value in its normal form, before it is hashed. */
export interface NormalForm<K extends BlacklistKind = BlacklistKind> {
  kind: K;
  value: string;
}

/** The normal forms of all present values, including placeholders. */
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
 * The identifiers of all present values. A decision stores them; profiles and systems' rows are checked against them. A placeholder (`n/a`,
 * `0000000`) has no identifier.
 */
export const identifiersOf = (identity: Identity, key: BlacklistKey): Promise<Identifier[]> =>
  hashForms(normalFormsOf(identity), key);

export const domainIdentifier = (domain: string, key: BlacklistKey): Promise<Identifier[]> =>
  hashForms([{ kind: 'domain', value: normalizeDomain(domain) }], key);

/** The identifiers that can refuse a sign-up: those of the address and of its domains. */
export const signUpIdentifiersOf = (email: string, key: BlacklistKey): Promise<Identifier[]> =>
  hashForms(
    [
      ...normalFormsOf({ email }),
      ...domainsOf(email).map((value): NormalForm => ({ kind: 'domain', value })),
    ],
    key,
  );

/** Hashes a system's id of an erased person, in its exact spelling: only the system knows which spellings mean the same id. */
export const externalIdHmac = (
  key: BlacklistKey,
  systemId: string,
  externalId: string,
): Promise<Uint8Array> => blacklistHmac(key, 'external_id', `${systemId}\0${externalId}`);
