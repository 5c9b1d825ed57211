/** RFC 3492, section 5: the parameters of Punycode, and section 6.2: its decoder. */
const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const FIRST_N = 128;
const FIRST_BIAS = 72;

function adapt(delta: number, points: number, first: boolean): number {
  let rest = Math.floor(delta / (first ? DAMP : 2));
  rest += Math.floor(rest / points);
  let k = 0;
  for (; rest > ((BASE - T_MIN) * T_MAX) / 2; k += BASE) rest = Math.floor(rest / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}

/** What stands behind `xn--` in a label; null where that is not Punycode. The platform encodes it but does not decode it. */
export function decodePunycode(encoded: string): string | null {
  // RFC 1035: a label has 63 characters at most; the work grows with the square of it.
  if (encoded.length > 59) return null;
  const delimiter = encoded.lastIndexOf('-');
  const points = Array.from(encoded.slice(0, Math.max(delimiter, 0)), (letter) => letter.codePointAt(0) ?? 0);
  let n = FIRST_N;
  let bias = FIRST_BIAS;
  let i = 0;
  for (let at = delimiter + 1; at < encoded.length; i++) {
    const before = i;
    for (let weight = 1, k = BASE; ; k += BASE) {
      const digit = Number.parseInt(rotated(encoded[at++] ?? ''), BASE);
      if (Number.isNaN(digit)) return null;
      i += digit * weight;
      const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
      if (digit < threshold) break;
      weight *= BASE - threshold;
    }
    bias = adapt(i - before, points.length + 1, before === 0);
    n += Math.floor(i / (points.length + 1));
    i %= points.length + 1;
    if (n > 0x10ffff) return null;
    points.splice(i, 0, n);
  }
  return String.fromCodePoint(...points);
}

/** Punycode's digits are a–z, 0–9; `parseInt` reads 0–9, a–z. */
function rotated(digit: string): string {
  if (/^[a-z]$/u.test(digit)) return (digit.charCodeAt(0) - 97).toString(BASE);
  return /^\d$/u.test(digit) ? (Number(digit) + 26).toString(BASE) : '';
}
