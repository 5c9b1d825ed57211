/** Of 40 random digits, fewer are different once in four thousand million times; other alphabets have more characters. */
const MIN_DISTINCT = 6;

/** Whether a secret may be random: not one letter again and again, nor a repeated word, nor a counted alphabet. */
export function hasVariety(secret: string): boolean {
  const codes = Array.from(secret, (character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - codes[index]!);
  return (
    new Set(codes).size >= MIN_DISTINCT &&
    new Set(steps).size >= MIN_DISTINCT &&
    !/^(.+?)\1+.{0,2}$/su.test(secret)
  );
}
