import type { Sql } from 'postgres';

/** A server with another secret than the database was made with; the message is one line and names the variable. */
export class SecretError extends Error {
  override name = 'SecretError';
}

/**
 * The database keeps a fingerprint of each secret, written by the first start. A server with another one would sign
 * out everybody and, worse, would no longer recognise a blacklisted address, so it must not start.
 */
export async function verifySecrets(
  sql: Sql,
  secrets: { secret: string; blacklistKey: string },
): Promise<void> {
  const secret = await fingerprint(secrets.secret);
  const blacklistKey = await fingerprint(secrets.blacklistKey);
  const [kept] = await sql<[{ secret: boolean; blacklistKey: boolean }]>`
    update lethe.settings set
      secret_fingerprint = coalesce(secret_fingerprint, ${secret}),
      blacklist_key_fingerprint = coalesce(blacklist_key_fingerprint, ${blacklistKey})
    returning secret_fingerprint = ${secret} as secret, blacklist_key_fingerprint = ${blacklistKey} as "blacklistKey"`;
  if (!kept.secret) throw new SecretError('LETHE_SECRET is not the one this database was set up with');
  if (!kept.blacklistKey)
    throw new SecretError('LETHE_BLACKLIST_KEY is not the one this database was set up with');
}

/** Tells equal from different and nothing else: the secrets are random and long. */
async function fingerprint(secret: string): Promise<Uint8Array> {
  const text = new TextEncoder().encode(`lethe fingerprint\0${secret}`);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', text));
}
