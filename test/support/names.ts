import * as fc from 'fast-check';

/* Names as people have them, and the ways in which somebody types a word of one. */

const letters = (some: string) => fc.constantFrom(...Array.from(some));
const scripts = [
  letters('aeinorst'),
  letters('aeiouyclnszáéíóúüñçåøłßÆœžőİıﬁＡｂ'),
  letters('aeounlrsäöüÄÖÜåÅøØæß'),
  letters('αβγέώςΣΆ'),
  letters('абвёйЖҐ'),
  letters('אבגשׁ'),
  letters('ابتأی'),
  letters('नमसतेकि'),
  letters('山田太郎ガカ'),
];
const word = fc
  .constantFrom(...scripts)
  .chain((letter) => fc.array(letter, { minLength: 1, maxLength: 7 }))
  .map((chosen) => chosen.join(''))
  // Nothing but marks is no word.
  .filter((chosen) => foldedWord(chosen) !== '');
const between = fc.constantFrom(' ', ' ', '\u00a0', '\u3000', '-', '’', "'", '. ', ' \u200b', ', ');
export const name: fc.Arbitrary<string> = fc
  .array(fc.tuple(between, word), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.map(([sign, part], at) => (at === 0 ? part : sign + part)).join(''));

/** A text without case, accents, widths and marks, by the platform's own tables. Vowel signs of Indic scripts are letters. */
function foldedWord(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/(?!\p{Script_Extensions=Devanagari})[\p{M}\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, '')
    .toLowerCase()
    .replaceAll(/[ßæœþøłđðħŧıς]/gu, (letter) => PLAIN[letter] ?? letter);
}
const PLAIN: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
  ς: 'σ',
};

/** As German and the Nordic languages write their letters where they have none of them. */
export const transliterated = (text: string): string =>
  text
    .replaceAll(/[\u00ad\u200b\u200f\u2069]/gu, '')
    .normalize('NFC')
    .replaceAll(/[äöüøå]/giu, (letter) => TRANSLITERATED[letter.toLowerCase()] ?? letter);
const TRANSLITERATED: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ø: 'oe', å: 'aa' };

/** What somebody is found by: the words of their name, also as they are written without its letters. */
export const foundBy = (called: string): string[] => [...wordsOf(called), ...wordsOf(transliterated(called))];

/** The words of a text: what stands between blanks, without its signs, and what stands between these. */
export function wordsOf(text: string): string[] {
  const parts = foldedWord(text).split(/\s+/u);
  const apart = parts.flatMap((part) => part.split(/[^\p{L}\p{M}\p{N}]+/u));
  const joined = parts.map((part) => part.replaceAll(/[^\p{L}\p{M}\p{N}]/gu, ''));
  return [...new Set([...apart, ...joined])].filter((one) => one !== '');
}

const fullWidth = (text: string) =>
  text.replaceAll(/[!-~]/gu, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0));
const spellings: ((text: string) => string)[] = [
  (text) => text,
  (text) => text.toUpperCase(),
  (text) => text.normalize('NFD'),
  (text) => text.normalize('NFC'),
  foldedWord,
  transliterated,
  fullWidth,
  (text) => Array.from(text).join('\u00ad'),
  (text) => `\u200f${text}\u2069`,
];
/** Some words of the name in any order, each typed in some way, with any blank between. */
export const typed = (from: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.shuffledSubarray(
        from.split(/[\s\u200b,.’'-]+/u).filter((one) => foldedWord(one) !== ''),
        { minLength: 1 },
      ),
      fc.infiniteStream(fc.constantFrom(...spellings)),
      fc.constantFrom(' ', '\u00a0', '\u3000', '  '),
    )
    .map(([words, ways, blank]) => words.map((one) => (ways.next().value ?? String)(one)).join(blank));
