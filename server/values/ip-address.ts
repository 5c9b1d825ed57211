import { readUrl } from './url.ts';

/** An IPv4 address in four numbers, and no other way to write one. */
export const V4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/u;

/**
 * An IP address in its one written form: IPv6 short and in lower case, an IPv4 address inside IPv6 as the IPv4 address that it is. Null if
 * the text is none.
 */
export function ipAddress(text: string): string | null {
  if (V4.test(text)) return text;
  const written = /^[\da-f.]*:[\da-f.:]*$/iu.test(text) ? readUrl(`http://[${text}]`) : null;
  if (written === null) return null;
  const address = written.hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/u.exec(address) ?? [];
  return high === undefined || low === undefined ? address : [...bytesOf(high), ...bytesOf(low)].join('.');
}

function bytesOf(group: string): [number, number] {
  const number = Number.parseInt(group, 16);
  return [number >> 8, number & 255];
}
