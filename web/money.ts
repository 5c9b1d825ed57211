/** Amounts are decimal strings, as in the database: none passes through a float. */

const decimalsOf = (amount: string): number => amount.split('.')[1]?.length ?? 0;
/** Intl reads a decimal string exactly. */
const exactly = (amount: string) => amount as Intl.StringNumericLiteral;

/** A quantity, with all its decimals. */
export const decimalWords = (amount: string, locale: string): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: decimalsOf(amount) }).format(exactly(amount));

/** An amount with at least its currency's decimals. A code that Intl does not know follows the number. */
export function moneyWords(amount: string, currency: string, locale: string): string {
  if (!/^[A-Z]{3}$/u.test(currency)) return `${decimalWords(amount, locale)} ${currency}`;
  const style = { style: 'currency', currency } as const;
  const least = new Intl.NumberFormat(locale, style).resolvedOptions().minimumFractionDigits ?? 0;
  const maximumFractionDigits = Math.max(least, decimalsOf(amount));
  return new Intl.NumberFormat(locale, { ...style, maximumFractionDigits }).format(exactly(amount));
}

export const isPositive = (amount: string): boolean => !amount.startsWith('-') && /[1-9]/u.test(amount);
