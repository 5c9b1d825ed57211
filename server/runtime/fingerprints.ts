import type { Sql } from 'postgres';
import { StartRefused } from '../../db/errors.ts';

const OTHER = 'is not the one this database was set up with; see "Changing a secret" in README';

/**
 * The database keeps a fingerprint of each secret, written by the first start. A server with another one would sign
 * out everybody and, worse, would no longer recognize a blacklisted address, so it must not start. Nor may it where the fingerprint of the
 * blacklist's key was cleared and hashes are left: nobody could tell whether they still match.
 */
export async function verifySecrets(
  sql: Sql,
  secrets: { secret: string; blacklistKey: string },
): Promise<void> {
  const secret = await fingerprint(secrets.secret);
  const blacklistKey = await fingerprint(secrets.blacklistKey);
  const [kept] = await sql<[{ secret: boolean; blacklistKey: boolean | null }]>`
    update lethe.settings set
      secret_fingerprint = coalesce(secret_fingerprint, ${secret}),
      blacklist_key_fingerprint = coalesce(blacklist_key_fingerprint, case when not exists (select from lethe.blacklist)
        and not exists (select from lethe.erased_addresses) and not exists (select from lethe.erased_external_ids)
        then ${blacklistKey}::bytea end)
    returning secret_fingerprint = ${secret} as secret, blacklist_key_fingerprint = ${blacklistKey} as "blacklistKey"`;
  if (!kept.secret) throw new StartRefused(`LETHE_SECRET ${OTHER}`);
  if (kept.blacklistKey === null)
    throw new StartRefused(
      'LETHE_BLACKLIST_KEY cannot be told to be the one of this blacklist: its fingerprint was cleared, and the hashes of before would match nothing; see "Changing a secret" in README',
    );
  if (!kept.blacklistKey) throw new StartRefused(`LETHE_BLACKLIST_KEY ${OTHER}`);
}

/** Tells equal from different and nothing else: the secrets are random and long. */
async function fingerprint(secret: string): Promise<Uint8Array> {
  const text = new TextEncoder().encode(`lethe fingerprint\0${secret}`);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', text));
}
