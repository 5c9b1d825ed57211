import { type BlacklistKey, blacklistHmac } from './hmac.ts';
import { normaliseCompanyNumber, normaliseEmail, normalisePerson, normalisePhone } from './normalise.ts';
import type { BlacklistKind, Identifier } from './schema.ts';

/** How long an entry stands; the README of this folder gives the reason. GDPR Art. 5(1)(e) asks for an end. */
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

/** The identifiers of everything that is present: what a decision stores and what a sign-up is compared with. */
export async function identifiersOf(identity: Identity, key: BlacklistKey): Promise<Identifier[]> {
  const { email, phone, fullName, birthDate, companyNumber } = identity;
  const normalised: [BlacklistKind, string][] = [
    ['email', email ? normaliseEmail(email) : ''],
    ['phone', phone ? normalisePhone(phone) : ''],
    ['person', fullName && birthDate ? normalisePerson(fullName, birthDate) : ''],
    ['company_number', companyNumber ? normaliseCompanyNumber(companyNumber) : ''],
  ];
  const present = normalised.filter(([, value]) => value !== '');
  return Promise.all(
    present.map(async ([kind, value]) => ({ kind, hmac: await blacklistHmac(key, kind, value) })),
  );
}

/** What a recipient called an erased person. Its own spelling counts: only the recipient knows what makes two ids the same. */
export const externalIdHmac = (
  key: BlacklistKey,
  recipientId: string,
  externalId: string,
): Promise<Uint8Array> => blacklistHmac(key, 'external_id', `${recipientId}\0${externalId}`);
