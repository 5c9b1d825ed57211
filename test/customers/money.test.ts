import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalWords, isPositive, moneyWords } from '../../web/money.ts';

/** `$1,234.5` without what the language adds. */
const digitsOf = (words: string) => words.replaceAll(/[^\d.-]/gu, '');

describe('an amount of money', () => {
  it.each([
    ['12.345', 'KWD', 'KWD\u00a012.345'],
    ['12.000', 'KWD', 'KWD\u00a012.000'],
    ['500.00', 'JPY', '¥500'],
    ['59.50', 'EUR', '€59.50'],
    ['0.0045', 'EUR', '€0.0045'],
    ['-0.10', 'USD', '-$0.10'],
    ['123456789012345678.123456', 'USD', '$123,456,789,012,345,678.123456'],
    ['7.50', 'points', '7.5 points'],
    ['7.50', '€', '7.5 €'],
  ])('%s %s is written as %s', (amount, currency, words) => {
    expect(moneyWords(amount, currency, 'en-US')).toBe(words);
  });

  it('is never rounded, whatever its currency and size', () => {
    const amount = fc
      .tuple(fc.bigInt(0n, 10n ** 18n), fc.option(fc.stringMatching(/^\d{1,10}$/u)))
      .map(([whole, part]) => (part === null ? `${whole}` : `${whole}.${part}`));
    fc.assert(
      fc.property(
        amount,
        fc.constantFrom('EUR', 'KWD', 'JPY', 'CLF', 'XYZ', '€', 'eur', '%'),
        (text, currency) => {
          const plain = (one: string) => one.replace(/(\.\d*?)0*$/u, '$1').replace(/\.$/u, '');
          expect(plain(digitsOf(moneyWords(text, currency, 'en-US')))).toBe(plain(text));
          expect(plain(digitsOf(decimalWords(text, 'en-US')))).toBe(plain(text));
          expect(isPositive(text)).toBe(/[1-9]/u.test(text));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
