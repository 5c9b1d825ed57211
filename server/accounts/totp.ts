import { createHmac, timingSafeEqual } from 'node:crypto';

/* Codes by time (RFC 6238), as the library makes them: six digits of an HMAC-SHA-1, a new one every half minute. */

const PERIOD_MS = 30_000;
const DIGITS = 6;

/** The code before and the one after count as well: clocks differ, and typing takes time. */
const TOLERATED_STEPS = [-1, 0, 1];

/** The number of the half minute whose code this is; null if it is none of the present ones. */
export function stepOfCode(secret: string, code: string, now = Date.now()): number | null {
  const present = Math.floor(now / PERIOD_MS);
  const steps = TOLERATED_STEPS.map((offset) => present + offset);
  // Compares all of them, so that the time tells nothing.
  const matching = steps.filter((step) => isSame(code, codeAt(secret, step)));
  return matching.at(-1) ?? null;
}

function codeAt(secret: string, step: number): string {
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(step));
  const mac = createHmac('sha1', secret).update(new Uint8Array(counter.buffer)).digest();
  const number = mac.readUInt32BE((mac.at(-1) ?? 0) & 0xf) & 0x7fffffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0');
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [given, expected].map((text) => new TextEncoder().encode(text)) as [
    Uint8Array,
    Uint8Array,
  ];
  return one.length === other.length && timingSafeEqual(one, other);
}
