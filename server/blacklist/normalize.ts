import punycode from 'punycode/punycode.js';
import { withoutLookAlikes } from './confusables.ts';
import { mainDomain, normalizeLocalPart } from './providers.ts';

/** What nobody sees: ignorable, control and format characters, and space. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{C}\p{Z}\s]/gu;

/** In lower case a Greek sigma depends on its place in the word. */
const lowerCase = (text: string) => text.toLowerCase().replaceAll('i\u0307', 'i').replaceAll('ς', 'σ');
const foldOnce = (text: string) => withoutLookAlikes(lowerCase(text.normalize('NFKC'))).normalize('NFKC');

/** One form for all that looks the same. Folding case can undo NFKC and a look-alike can appear, hence the second turn. */
const fold = (text: string): string => foldOnce(foldOnce(text));

/**
 * An address as the blacklist knows it. Not a deliverable address: two that a person could pass off as one another, or
 * that reach one mailbox, give the same text.
 */
export function normalizeEmail(email: string): string {
  const plain = fold(email.normalize('NFKC').replace(INVISIBLE, '')).replace(INVISIBLE, '');
  const at = plain.lastIndexOf('@');
  if (at < 0) return plain;
  const domain = mainDomain(asciiDomain(plain.slice(at + 1)));
  const untagged = plain.slice(0, at).replace(/(?<=.)\+.*$/u, '');
  return `${normalizeLocalPart(domain, untagged) || untagged}@${domain}`;
}

/** A domain as an admin types it, with an `@` before it or without. Other domains of one provider stay apart: each is a domain of its own. */
export const normalizeDomain = (domain: string): string =>
  asciiDomain(
    fold(domain.normalize('NFKC').replace(INVISIBLE, ''))
      .replace(INVISIBLE, '')
      .replace(/^[@.]+/u, ''),
  );

/** The domain of an address and all domains above it but the last: `a.b.example` is found by an entry for `b.example`. */
export function domainsOf(email: string): string[] {
  const at = email.normalize('NFKC').lastIndexOf('@');
  if (at < 0) return [];
  const labels = normalizeDomain(email.normalize('NFKC').slice(at + 1)).split('.');
  return labels.slice(0, -1).map((_, above) => labels.slice(above).join('.'));
}

/** Encoding a label can bring letters to light that look like others (`ᾀ` becomes `ἀι`), hence the second turn. */
const asciiDomain = (domain: string): string => asciiOnce(asciiOnce(domain));

function asciiOnce(domain: string): string {
  // The URL parser splits at other full stops too (U+3002); a label may come encoded already.
  const labels = domain
    .replaceAll('\u3002', '.')
    .replace(/\.+$/u, '')
    .split('.')
    .map((label) => (label.startsWith('xn--') ? fold(decodedLabel(label)) : label));
  return toAscii(labels.join('.'));
}

/** What an encoded label stands for (RFC 3492); what is not Punycode stays as it is. The platform encodes, and does not decode. */
function decodedLabel(label: string): string {
  // RFC 1035: a label has 63 characters at most; the work grows with the square of it.
  if (label.length > 63) return label;
  try {
    return punycode.decode(label.slice('xn--'.length));
  } catch {
    return label;
  }
}

/** IDNA by the platform's own URL parser; what it refuses stays as it is. */
function toAscii(domain: string): string {
  if (/[^\p{L}\p{M}\p{N}.-]/u.test(domain)) return domain;
  return URL.canParse(`http://${domain}`) ? new URL(`http://${domain}`).hostname : domain;
}

/** The zeros of the other digits that phones show: Arabic-Indic, Persian, Devanagari, Bengali, Thai. */
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50];

const asciiDigits = (text: string): string => Array.from(text.normalize('NFKC'), asciiDigit).join('');

function asciiDigit(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  const zero = ZEROS.find((start) => point >= start && point < start + 10);
  return zero === undefined ? character : String(point - zero);
}

/** Digits in E.164's form. A national number stays national: no country is guessed for it, and its `(0)` is the 0 that callers dial. */
export function normalizePhone(phone: string): string {
  const plain = asciiDigits(phone).replace(INVISIBLE, '');
  const abroad = /^\+|^\(?00/u.test(plain);
  const digits = plain.replace('(0)', abroad ? '' : '0').replace(/\D/gu, '');
  if (!abroad) return digits;
  const number = plain.startsWith('+') ? digits : digits.slice(2);
  return number === '' ? '' : `+${number}`;
}

const withoutAccents = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '');

/** Letters that have no decomposition, as names are written without them. */
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

/** Müller, Mueller and Muller are one name, as are Bjørn and Bjoern, Aage and Åge: of `ae`, `oe`, `ue` and `aa` the first letter counts. */
export const withoutUmlauts = (name: string): string =>
  name.replace(/a[ae]+/gu, 'a').replace(/([ou])e+/gu, '$1');

/** A text without case, accents, look-alikes, blanks and signs: its letters and digits as somebody reads them. */
export const lettersAndDigits = (text: string): string =>
  withoutAccents(fold(withoutAccents(asciiDigits(text)).replace(INVISIBLE, ''))).replace(
    /[^\p{L}\p{N}]/gu,
    '',
  );

/** Case, accents, punctuation and the order of the names do not matter. `birthDate` is `YYYY-MM-DD`. */
export function normalizePerson(fullName: string, birthDate: string): string {
  const name = withoutAccents(fold(withoutAccents(fullName)))
    .replace(/[\p{Default_Ignorable_Code_Point}\p{C}'’ʼ`´]/gu, '')
    .replace(/[ßæœøłđðþ]/gu, (letter) => PLAIN_LETTERS[letter] ?? letter);
  const parts = name.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== '');
  return parts.length === 0 ? '' : `${parts.map(withoutUmlauts).toSorted().join(' ')}|${birthDate}`;
}

/** Letters and digits only: registers are quoted with blanks, dots and dashes in many ways. */
export const normalizeCompanyNumber = (companyNumber: string): string =>
  fold(asciiDigits(companyNumber).replace(INVISIBLE, '')).replace(/[^\p{L}\p{N}]/gu, '');
