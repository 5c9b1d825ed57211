import { newToken } from '../../values/tokens.ts';

/** A new key: 256 random bits behind a prefix that scanners of leaked secrets can look for. */
export const newSystemKey = (): string => `lethe_${newToken()}`;

/** What of a key is kept. A fast hash will do: nobody guesses 256 random bits. */
export const hashOfSystemKey = async (key: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key)));

/**
 * The key out of an `authorization` header; null where there is no such header. One of another form comes back empty, and is then
 * looked up like any other, so that wrong and unknown keys take the same time.
 */
export function bearerOf(header: string | undefined): string | null {
  if (header === undefined) return null;
  return /^bearer (\S{1,200})$/iu.exec(header.trim())?.[1] ?? '';
}
