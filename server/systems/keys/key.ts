import { newToken } from '../../values/tokens.ts';

/** A new key: 256 random bits behind a prefix that scanners of leaked secrets can look for. */
export const newSystemKey = (): string => `lethe_${newToken()}`;

/** The stored hash of a key. A fast hash is enough: nobody guesses 256 random bits. */
export const hashOfSystemKey = async (key: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key)));

/**
 * Reads the key from an `authorization` header; null without the header. A malformed header gives an empty key, which is then looked up like
 * any other, so that wrong and unknown keys take the same time.
 */
export function readBearerKey(header: string | undefined): string | null {
  if (header === undefined) return null;
  return /^bearer +(\S{1,200})$/iu.exec(header.trim())?.[1] ?? '';
}
