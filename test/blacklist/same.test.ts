import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalizeEmail, normalizePerson, normalizePhone } from '../../server/blacklist/normalize.ts';
import { rounds } from '../support/depth.ts';

const RUNS = { numRuns: rounds(2_000, 10_000) };

const oneOf = (...ways: string[]) => fc.constantFrom(...ways);
const joined = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((all) => all.join(''));
/** Each letter in either case, now and then as full width or with something invisible behind it. */
const written = (text: string) =>
  joined(
    ...Array.from(text, (letter) =>
      joined(
        oneOf(letter, letter, letter.toUpperCase(), letter.normalize('NFD')),
        oneOf('', '', '', '\u200b', '\u00ad', '\u2060', '\ufe0f'),
      ),
    ),
  );

describe('one mailbox at a provider of many domains', () => {
  const providers = [
    [
      'janeroe@proton.me',
      'jane',
      'roe',
      ['', '.', '-', '_'],
      ['proton.me', 'protonmail.com', 'pm.me', 'ProtonMail.ch'],
    ],
    ['janeroe@icloud.com', 'jane', 'roe', [''], ['icloud.com', 'me.com', 'Mac.com']],
    ['janeroe@gmail.com', 'jane', 'roe', ['', '.'], ['gmail.com', 'googlemail.com', 'GMail.com.']],
    [
      'jane-roe@yandex.ru',
      'jane',
      'roe',
      ['.', '-'],
      ['yandex.ru', 'ya.ru', 'yandex.com', 'yandex.by', 'yandex.kz', 'Yandex.com.tr', 'yandex.uz'],
    ],
  ] as const;
  test.each(providers)('%s has one form', (form, first, last, between, domains) => {
    const variant = joined(
      written(first),
      oneOf(...between),
      written(last),
      oneOf('', '+shop', '+a.b-c', '＋x'),
      oneOf('@', '＠'),
      oneOf(...domains),
    );
    fc.assert(
      fc.property(variant, (address) => {
        expect(normalizeEmail(address)).toBe(form);
      }),
      RUNS,
    );
  });

  test('and people at other domains stay apart', () => {
    const forms = [
      'jane-roe@firm.example',
      'jane.roe@firm.example',
      'jane_roe@firm.example',
      'janeroe@firm.example',
    ];
    expect(new Set(forms.map(normalizeEmail)).size).toBe(4);
    expect(normalizeEmail('a@yandex.example')).not.toBe(normalizeEmail('a@yandex.ru'));
  });
});

describe('one name', () => {
  /** A letter that a passport, a keyboard or a shop writes in several ways. */
  const WAYS: Record<string, string[]> = {
    ä: ['ä', 'ae', 'a', 'Ä', 'AE', 'æ', 'Æ'],
    ö: ['ö', 'oe', 'o', 'Ö', 'ø', 'Ø', 'œ'],
    ü: ['ü', 'ue', 'u', 'Ü', 'UE'],
    å: ['å', 'aa', 'a', 'Å', 'Aa'],
    ß: ['ß', 'ss', 'SS', 'ẞ'],
  };
  const spelt = (name: string) =>
    joined(...Array.from(name, (letter) => oneOf(...(WAYS[letter] ?? [letter, letter.toUpperCase()]))));
  const blank = oneOf(' ', '\u00a0', '\u3000', '  ', '\u2009', ', ');
  test.each([
    ['größmüller', 'jörg'],
    ['ågård', 'bjørn'.replace('ø', 'ö')],
    ['sköld', 'måns'],
    ['händel', 'süßkind'],
  ])('of %s %s has one form, in any order', (family, given) => {
    const form = normalizePerson(`${given} ${family}`, '1985-03-01');
    const parts = fc.tuple(spelt(family), spelt(given), blank, fc.boolean(), oneOf('NFC', 'NFD', 'NFKC'));
    fc.assert(
      fc.property(parts, ([one, other, between, turned, unicode]) => {
        const name = turned ? `${other}${between}${one}` : `${one}${between}${other}`;
        expect(normalizePerson(name.normalize(unicode), '1985-03-01')).toBe(form);
      }),
      RUNS,
    );
  });

  test('is not another’s', () => {
    const others = ['Anna Müller', 'Anna Miller', 'Anne Müller', 'Anna Mull', 'Hannah Müller', 'Anna Moller'];
    expect(new Set(others.map((name) => normalizePerson(name, '1985-03-01'))).size).toBe(others.length);
  });
});

describe('one phone number', () => {
  const spaced = (digits: string) =>
    joined(
      ...Array.from(digits, (digit) =>
        joined(
          oneOf(
            digit,
            digit,
            String.fromCodePoint(0x660 + Number(digit)),
            String.fromCodePoint(0xff10 + Number(digit)),
          ),
          oneOf('', '', '', ' ', '-', '.', '/', '\u00a0', '\u202f', '\u200e'),
        ),
      ),
    );
  test('has one form from abroad and one at home, whatever becomes of its (0)', () => {
    const rest = spaced('30901820');
    const zero = oneOf('(0)', '(0) ', '（0）', '( 0 )', '(٠)');
    const abroad = joined(
      oneOf('+49', '0049', '00 49', '＋49', '+٤٩'),
      oneOf(' ', ''),
      fc.oneof(oneOf(''), zero),
      rest,
    );
    const home = joined(fc.oneof(oneOf('0'), zero), rest);
    fc.assert(
      fc.property(abroad, home, (one, other) => {
        expect(normalizePhone(one)).toBe('+4930901820');
        expect(normalizePhone(other)).toBe('030901820');
      }),
      RUNS,
    );
  });
});

test('a phone number’s form is its own form, however its zeros and signs stand', () => {
  const phone = fc.string({
    unit: fc.constantFrom('0', '0', '0', '3', '4', '9', '(', ')', '+', '-', ' ', '/', '.', '\u200b'),
    maxLength: 12,
  });
  fc.assert(
    fc.property(phone, (typed) => {
      const form = normalizePhone(typed);
      expect(normalizePhone(form)).toBe(form);
    }),
    { ...RUNS, numRuns: rounds(10_000, 50_000) },
  );
  for (const spelling of ['0-0 49 30 1', '00 49 (0)30 1', '0 0(49) 30-1'])
    expect(normalizePhone(spelling), spelling).toBe('+49301');
});

test('a form is its own form', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (one, other) => {
      for (const text of [one, other, `${one}@${other}`]) {
        expect(normalizeEmail(normalizeEmail(text))).toBe(normalizeEmail(text));
        expect(normalizePhone(normalizePhone(text))).toBe(normalizePhone(text));
        const person = normalizePerson(text, '').replace(/\|$/u, '');
        expect(normalizePerson(person, '')).toBe(normalizePerson(text, ''));
      }
    }),
    RUNS,
  );
});
