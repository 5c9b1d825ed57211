import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importBlacklistKey } from '../../server/blacklist/hmac.ts';
import {
  normalizeCompanyNumber,
  normalizeEmail,
  normalizePerson,
  normalizePhone,
} from '../../server/blacklist/normalize.ts';
import { identifiersOf } from '../../server/blacklist/rules.ts';
import { rounds } from '../support/depth.ts';

const RUNS = { numRuns: rounds(2_000, 10_000) };

/** How each letter of the address can be disguised: case, fullwidth, mathematical, Cyrillic, Greek. */
const DISGUISES: Record<string, string[]> = {
  a: ['A', 'ａ', 'Ａ', '𝐚', 'а', 'А', 'α'],
  c: ['C', 'ｃ', '𝒄', 'с', 'С', 'ⅽ'],
  e: ['E', 'ｅ', '𝓮', 'е', 'Е', 'ҽ'],
  g: ['G', 'ｇ', 'ɡ', '𝗴'],
  h: ['H', 'ｈ', 'ℎ', 'һ', 'Н'],
  i: ['I', 'ｉ', 'і', 'ı', 'İ', 'ⅰ'],
  l: ['L', 'ｌ', 'ⅼ', '𝑙', 'ℓ'],
  m: ['M', 'ｍ', 'м', 'М', 'ⅿ'],
  n: ['N', 'ｎ', 'ո', 'ⁿ'],
  o: ['O', 'ｏ', 'о', 'О', 'ο', 'օ', 'º'],
  s: ['S', 'ｓ', 'ѕ', 'Ѕ', 'ſ'],
};
const UNSEEN = [
  '',
  '',
  '\u200b',
  '\u200d',
  '\u00ad',
  '\u2060',
  '\ufeff',
  '\ufe0f',
  '\u{e0061}',
  '\u034f',
  '\u202e',
];

const disguised = (text: string, dots: boolean) =>
  fc
    .tuple(
      ...Array.from(text, (letter) =>
        fc.tuple(
          fc.constantFrom(letter, ...(DISGUISES[letter] ?? [])),
          fc.constantFrom(...UNSEEN),
          fc.constantFrom('', '', ...(dots ? ['.', '．', '․'] : [])),
        ),
      ),
    )
    .map((letters) => letters.map((parts) => parts.join('')).join(''));

const tag = fc.oneof(
  fc.constant(''),
  fc
    .tuple(fc.constantFrom('+', '＋', '﹢'), fc.stringMatching(/^[a-z0-9.+-]{0,12}$/))
    .map((parts) => parts.join('')),
);

describe('one address', () => {
  test('has one normal form, whatever is done to how it is written', () => {
    const variant = fc
      .tuple(
        disguised('michaelson', true),
        tag,
        fc.constantFrom('@', '＠', '﹫'),
        fc.oneof(disguised('gmail', false), disguised('googlemail', false)),
        fc.constantFrom('.', '。', '．', '｡'),
        disguised('com', false),
        fc.constantFrom('', '.', ' '),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(variant, (address) => {
        expect(normalizeEmail(address)).toBe('michaelson@gmail.com');
      }),
      RUNS,
    );
  });

  test('is the same in Unicode and in Punycode, and normalizing twice changes nothing', () => {
    const label = fc.stringMatching(/^[a-zäöüßéñçабвгдежоспухαβγδηνμ0-9]{1,16}$/u);
    fc.assert(
      fc.property(label, fc.emailAddress(), (name, email) => {
        const { hostname } = new URL(`http://${name}.example`);
        expect(normalizeEmail(`a@${hostname}`)).toBe(normalizeEmail(`a@${name}.example`));
        expect(normalizeEmail(normalizeEmail(email))).toBe(normalizeEmail(email));
      }),
      RUNS,
    );
  });

  test('is not taken for a neighbor’s', () => {
    const forms = [
      'a.b@firm.example',
      'ab@firm.example',
      'ab@firm.test',
      'abc@firm.example',
      'bob1@gmail.com',
      'bobl@gmail.com',
    ];
    expect(new Set(forms.map(normalizeEmail)).size).toBe(forms.length);
    expect(normalizeEmail('+49@firm.example')).toBe('+49@firm.example');
    expect(normalizeEmail('Jürgen@Bücher.example')).toBe('jürgen@xn--bcher-kva.example');
  });
});

describe('phones, people and companies', () => {
  test('a phone number is its digits in international form', () => {
    const same = [
      '+49 (0)30 123-456',
      '0049 30 123456',
      '+49.30.123456',
      '＋４９ 30 123456',
      '+٤٩ ٣٠ ١٢٣٤٥٦',
    ];
    expect(new Set(same.map(normalizePhone))).toEqual(new Set(['+4930123456']));
    expect(normalizePhone('030 123456')).toBe('030123456');
    expect(normalizePhone('(0)30 123456')).toBe('030123456');
    expect(normalizePhone('(0049) 30 123456')).toBe('+4930123456');
    expect(normalizePhone('ext.')).toBe('');
  });

  test('a person is the same in any case, accent, punctuation and order of names', () => {
    const same = ['Zoë Anne O’Brien-Łukasz', "o'brien łukasz, ZOE Anne", 'ŁUKASZ Zoe\u0308  anne OBrien'];
    expect(new Set(same.map((name) => normalizePerson(name, '1980-02-29'))).size).toBe(1);
    expect(normalizePerson('Zoe', '1980-02-28')).not.toBe(normalizePerson('Zoe', '1980-02-29'));
    expect(normalizePerson(' - ', '1980-02-29')).toBe('');
  });

  test('a company number keeps letters and digits only', () => {
    expect(normalizeCompanyNumber('HRB 12.345-B')).toBe(normalizeCompanyNumber('hrb12345b'));
  });

  test('identifiers are made of what is present, and their hashes depend on kind and key', async () => {
    const key = await importBlacklistKey('a key that is only for tests');
    const other = await importBlacklistKey('another key that is only for tests');
    const who = { email: 'a@b.example', phone: '', fullName: 'Ann', birthDate: null, companyNumber: '12' };
    const found = await identifiersOf(who, key);
    expect(found.map((one) => one.kind)).toEqual(['email', 'company_number']);
    expect(await identifiersOf({ ...who, email: 'A+x@b.example' }, key)).toEqual(found);
    expect(await identifiersOf(who, other)).not.toEqual(found);
  });
});
