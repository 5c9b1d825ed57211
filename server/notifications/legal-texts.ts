import { BLACKLIST_YEARS } from '../blacklist/rules.ts';
import type { PersonalKind } from '../blacklist/schema.ts';
import { writeToOperator } from './access.ts';

/* What the law requires a letter to say, even if an edited template leaves it out: GDPR Art. 12(4), 13(2), 19 and 22(3). */

export const automaticDecision = (url: string, requestNumber: number): string =>
  `This was decided automatically: the waiting period was over, and no service was active and no invoice unpaid. You may have the decision reviewed by a person, say what you think of it and contest it: ${writeToOperator(url, requestNumber)}.`;

const KIND_IN_WORDS: Record<PersonalKind, string> = {
  email: 'your e-mail address',
  phone: 'your phone number',
  person: 'your name together with your birth date',
  company_number: 'your company number',
};
const inWords = new Intl.ListFormat('en-GB');

/** Names only the values that were put on the blacklist. */
export const blacklistedValues = (kinds: readonly PersonalKind[]): string =>
  kinds.length === 0
    ? ''
    : `So that no new account is opened with your details, we keep a fingerprint, a code made with a secret key, of ${inWords.format(kinds.map((kind) => KIND_IN_WORDS[kind]))} for ${BLACKLIST_YEARS} years. You may object to this.`;

/** GDPR Art. 12(4), 77 and 79: a person whose request is not carried out in full learns where to complain. */
export const REMEDIES =
  'If you do not agree, you may complain to the data protection authority of the country where you live or work, or where you think the law was broken. You may also go to court to have this decision reviewed.';

/**
 * Which systems Lethe has notified, and how the person learns what one of them keeps. Systems answer after this letter, and after an erasure
 * Lethe has no address to write to.
 */
export function notifiedSystems(systems: readonly string[], isErased: boolean, write: string): string {
  if (systems.length === 0) return '';
  const notified = `We have notified these systems, which may hold data about you: ${inWords.format(systems)}.`;
  return isErased
    ? `${notified} The law may require one of them to keep something. They answer us after this message, and by then your address is removed here, so we cannot tell you their answers. To learn what is kept, why and until when, ${write}.`
    : `${notified} If one of them answers that it keeps something, we will tell you in another message what, why and until when.`;
}

/** A customer's own request replaces one that a system entered for them, so its confirmation says so. */
export const replacedRequest = (number: number | undefined): string =>
  number === undefined
    ? ''
    : `It replaces request no. ${number}, which another system had entered for you. That one is cancelled; the earlier date for the answer stays.`;

export interface KeptData {
  system: string;
  reason: string | null;
  /** A day in words; null if the system named none. */
  until: string | null;
}

/** What a system keeps in spite of the decision, with the reason it gave. */
export const keptData = ({ system, reason, until }: KeptData): string =>
  [
    `${system} has informed us that it keeps data about you.`,
    reason === null ? 'It gave no reason.' : `Its reason: ${reason}`,
    until === null ? 'It named no date on which it ends.' : `It keeps this until ${until}.`,
  ].join('\n');
