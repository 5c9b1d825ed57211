const DIGIT = /\p{Nd}/u;

/** Digits of every script as `0` to `9`: keyboards in Japanese or Arabic type others. Unicode has the ten of a script side by side. */
export const asciiDigits = (text: string): string => text.replaceAll(/\p{Nd}/gu, valueOf);

function valueOf(digit: string): string {
  let zero = digit.codePointAt(0) ?? 0;
  const code = zero;
  while (DIGIT.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((code - zero) % 10);
}
