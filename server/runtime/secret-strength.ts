/** 32 random characters have more, whichever alphabet they are of; digits alone have ten. */
const LEAST = 8;

/** Whether a secret may have been made by chance: not one letter again and again, nor a word repeated, nor an alphabet counted on. */
export function hasVariety(secret: string): boolean {
  const codes = Array.from(secret, (character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, at) => code - codes[at]!);
  return new Set(codes).size >= LEAST && new Set(steps).size >= LEAST && !/^(.+?)\1+.{0,2}$/su.test(secret);
}
