/** The HMAC-SHA-256 key. It is never in the database (LETHE_BLACKLIST_KEY). */
export type BlacklistKey = CryptoKey;

export const importBlacklistKey = (secret: string): Promise<BlacklistKey> =>
  crypto.subtle.importKey('raw', new TextEncoder().encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ]);

/** The kind is part of the message, so that equal texts of two kinds have unrelated hashes. */
export async function blacklistHmac(
  key: BlacklistKey,
  kind: string,
  normalized: string,
): Promise<Uint8Array> {
  return new Uint8Array(
    await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(`${kind}\0${normalized}`)),
  );
}
