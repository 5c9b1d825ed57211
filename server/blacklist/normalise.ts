import { withoutLookAlikes } from './confusables.ts';
import { decodePunycode } from './punycode.ts';

/** Providers that deliver `j.doe` and `jdoe` to one mailbox, as their own help pages say. */
const DOTS_IGNORED = new Set(['gmail.com', 'proton.me', 'protonmail.com', 'pm.me']);
const SAME_PROVIDER: Record<string, string> = { 'googlemail.com': 'gmail.com' };

/** Letters that have no decomposition, as names are written without them. */
const PLAIN_LETTERS: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
};

/** What nobody sees: ignorable, control and format characters, and space. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{C}\p{Z}\s]/gu;

const foldedOnce = (text: string) =>
  withoutLookAlikes(text.normalize('NFKC').toLowerCase().replaceAll('i\u0307', 'i')).normalize('NFKC');

/** One form for all that looks the same. Folding case can undo NFKC and a look-alike can appear, hence the second turn. */
const folded = (text: string): string => foldedOnce(foldedOnce(text));

/**
 * An address as the blacklist knows it. Not a deliverable address: two that a person could pass off as one another, or
 * that reach one mailbox, give the same text.
 */
export function normaliseEmail(email: string): string {
  const plain = folded(email.normalize('NFKC').replace(INVISIBLE, '')).replace(INVISIBLE, '');
  const at = plain.lastIndexOf('@');
  if (at < 0) return plain;
  const domain = normaliseDomain(plain.slice(at + 1));
  const untagged = plain.slice(0, at).replace(/(?<=.)\+.*$/u, '');
  const local = DOTS_IGNORED.has(domain) ? untagged.replaceAll('.', '') : untagged;
  return `${local}@${domain}`;
}

function normaliseDomain(domain: string): string {
  // The URL parser splits at other full stops too (U+3002); a label may come encoded already.
  const labels = domain
    .replaceAll('\u3002', '.')
    .replace(/\.+$/u, '')
    .split('.')
    .map((label) => (label.startsWith('xn--') ? folded(decodePunycode(label.slice(4)) ?? label) : label));
  const ascii = toAscii(labels.join('.'));
  return SAME_PROVIDER[ascii] ?? ascii;
}

/** IDNA by the platform's own URL parser; what it refuses stays as it is. */
function toAscii(domain: string): string {
  if (/[^\p{L}\p{M}\p{N}.-]/u.test(domain)) return domain;
  return URL.canParse(`http://${domain}`) ? new URL(`http://${domain}`).hostname : domain;
}

/** The zeros of the other digits that phones show: Arabic-Indic, Persian, Devanagari, Bengali, Thai. */
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50];

function asciiDigit(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  const zero = ZEROS.find((start) => point >= start && point < start + 10);
  return zero === undefined ? character : String(point - zero);
}

/** Digits in E.164's form. A national number stays national: no country is guessed for it. */
export function normalisePhone(phone: string): string {
  const plain = Array.from(phone.normalize('NFKC'), asciiDigit)
    .join('')
    .replace(INVISIBLE, '')
    .replace('(0)', '');
  const digits = plain.replace(/\D/gu, '');
  if (plain.startsWith('+')) return digits === '' ? '' : `+${digits}`;
  return digits.startsWith('00') ? `+${digits.slice(2)}` : digits;
}

const withoutAccents = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '');

/** Case, accents, punctuation and the order of the names do not matter. `birthDate` is `YYYY-MM-DD`. */
export function normalisePerson(fullName: string, birthDate: string): string {
  const name = withoutAccents(folded(withoutAccents(fullName)))
    .replace(/[\p{Default_Ignorable_Code_Point}\p{C}'’ʼ`´]/gu, '')
    .replace(/[ßæœøłđðþ]/gu, (letter) => PLAIN_LETTERS[letter] ?? letter);
  const parts = name.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== '');
  return parts.length === 0 ? '' : `${parts.toSorted().join(' ')}|${birthDate}`;
}

/** Letters and digits only: registers are quoted with blanks, dots and dashes in many ways. */
export const normaliseCompanyNumber = (companyNumber: string): string =>
  folded(companyNumber.replace(INVISIBLE, '')).replace(/[^\p{L}\p{N}]/gu, '');
