import punycode from 'punycode/punycode.js';
import { readUrl } from '../values/url.ts';
import { withoutLookAlikes } from './confusables.ts';
import { mainDomain, normalizeLocalPart } from './providers.ts';

/** Invisible characters: ignorable, control and format characters, and white space. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{C}\p{Z}\s]/gu;

/** The lower case of a Greek sigma depends on its place in the word, so both forms become one. */
const lowerCase = (text: string) => text.toLowerCase().replaceAll('i\u0307', 'i').replaceAll('ς', 'σ');
const foldOnce = (text: string) => withoutLookAlikes(lowerCase(text.normalize('NFKC'))).normalize('NFKC');

/** Gives texts that look the same one form. Runs twice, because lower case can undo NFKC and bring up new look-alikes. */
const fold = (text: string): string => foldOnce(foldOnce(text));

/**
 * The normal form of an address on the blacklist. Addresses that look alike, or that reach one mailbox, have the same form. Letters cannot
 * be delivered to it.
 */
export function normalizeEmail(email: string): string {
  const plain = fold(email.normalize('NFKC').replace(INVISIBLE, '')).replace(INVISIBLE, '');
  const separator = plain.lastIndexOf('@');
  if (separator < 0) return plain;
  const domain = mainDomain(foldDomain(plain.slice(separator + 1)));
  const untagged = plain.slice(0, separator).replace(/(?<=.)\+.*$/u, '');
  return `${normalizeLocalPart(domain, untagged) || untagged}@${domain}`;
}

/** The normal form of a domain, typed with or without an `@` before it. The domains of one provider stay distinct. */
export const normalizeDomain = (domain: string): string =>
  foldDomain(
    fold(domain.normalize('NFKC').replace(INVISIBLE, ''))
      .replace(INVISIBLE, '')
      .replace(/^[@.]+/u, ''),
  );

/** The domain of an address and all its parent domains except the top level: an entry for `b.example` matches `a.b.example`. */
export function domainsOf(email: string): string[] {
  const separator = email.normalize('NFKC').lastIndexOf('@');
  if (separator < 0) return [];
  const labels = normalizeDomain(email.normalize('NFKC').slice(separator + 1)).split('.');
  return labels.slice(0, -1).map((_, above) => labels.slice(above).join('.'));
}

/** Runs twice, because encoding a label can bring up new look-alikes (`ᾀ` becomes `ἀι`). */
const foldDomain = (domain: string): string => foldDomainOnce(foldDomainOnce(domain));

function foldDomainOnce(domain: string): string {
  // The URL parser also splits at other full stops (U+3002). A label may already be encoded.
  const labels = domain
    .replaceAll('\u3002', '.')
    .replace(/\.+$/u, '')
    .split('.')
    .map((label) => (label.startsWith('xn--') ? fold(decodeLabel(label)) : label));
  return toAscii(labels.join('.'));
}

/** Decodes a label after `xn--` (RFC 3492); returns it unchanged if it is not Punycode. The platform can only encode. */
function decodeLabel(label: string): string {
  // RFC 1035: a label has 63 characters at most. Longer input would only cost time, which grows with its square.
  if (label.length > 63) return label;
  try {
    return punycode.decode(label.slice('xn--'.length));
  } catch {
    return label;
  }
}

/** Encodes by the IDNA of the platform's URL parser; a domain that the parser refuses stays unchanged. */
function toAscii(domain: string): string {
  if (/[^\p{L}\p{M}\p{N}.-]/u.test(domain)) return domain;
  return readUrl(`http://${domain}`)?.hostname ?? domain;
}

/** The zeros of other scripts whose digits phones show: Arabic-Indic, Persian, Devanagari, Bengali, Thai. */
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50];

const withAsciiDigits = (text: string): string =>
  Array.from(text.normalize('NFKC'), digitOfPhoneScript).join('');

function digitOfPhoneScript(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  const zero = ZEROS.find((start) => point >= start && point < start + 10);
  return zero === undefined ? character : String(point - zero);
}

/** The digits of a phone number, as in E.164. A national number stays national, because its country is unknown; its `(0)` is a dialed 0. */
export function normalizePhone(phone: string): string {
  const plain = withAsciiDigits(phone).replace(INVISIBLE, '');
  // The two zeros may stand apart: `0-0 49 …`.
  const isInternational = /^\+|^\D*0[^\d(]*0/u.test(plain);
  const digits = plain.replace('(0)', isInternational ? '' : '0').replace(/\D/gu, '');
  if (!plain.startsWith('+') && !digits.startsWith('00')) return digits;
  const number = plain.startsWith('+') ? digits : digits.slice(2);
  return number === '' ? '' : `+${number}`;
}

const withoutAccents = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '');

/** Letters that Unicode does not decompose, and how names replace them. */
const PLAIN_LETTERS: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'oe',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
};

/** Keeps only the first letter of `ae`, `oe`, `ue` and `aa`, so that Müller, Mueller and Muller are one name, as are Aage and Åge. */
export const withoutUmlauts = (name: string): string =>
  name.replace(/a[ae]+/gu, 'a').replace(/([ou])e+/gu, '$1');

/** The letters and digits of a text, without case, accents, look-alikes, spaces and signs. */
export const lettersAndDigits = (text: string): string =>
  withoutAccents(fold(withoutAccents(withAsciiDigits(text)).replace(INVISIBLE, ''))).replace(
    /[^\p{L}\p{N}]/gu,
    '',
  );

/** The normal form of a person: ignores case, accents, punctuation and the order of names. `birthDate` is `YYYY-MM-DD`. */
export function normalizePerson(fullName: string, birthDate: string): string {
  const name = withoutAccents(fold(withoutAccents(fullName)))
    .replace(/[\p{Default_Ignorable_Code_Point}\p{C}'’ʼ`´]/gu, '')
    .replace(/[ßæœøłđðþ]/gu, (letter) => PLAIN_LETTERS[letter] ?? letter);
  const parts = name.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== '');
  return parts.length === 0 ? '' : `${parts.map(withoutUmlauts).toSorted().join(' ')}|${birthDate}`;
}

/** The normal form of a company number: letters and digits only, because people write spaces, dots and dashes in many ways. */
export const normalizeCompanyNumber = (companyNumber: string): string =>
  fold(withAsciiDigits(companyNumber).replace(INVISIBLE, '')).replace(/[^\p{L}\p{N}]/gu, '');
