import type { Sql } from 'postgres';
import { StartRefused } from '../../db/errors.ts';

const OTHER_SECRET =
  'is not the one this database was set up with; see "Changing a secret" in docs/running.md';

/**
 * Refuses to start with another secret than the database was set up with. The first start stores a fingerprint of each secret. Another
 * LETHE_SECRET would sign everybody out and could read no secret of an authenticator app or a webhook; another LETHE_BLACKLIST_KEY would no longer recognize a blacklisted address. The start fails also
 * where a fingerprint was cleared but such secrets or hashes exist: nobody could say whether they still match.
 */
export async function verifySecrets(
  sql: Sql,
  secrets: { secret: string; blacklistKey: string },
): Promise<void> {
  const secret = await fingerprint(secrets.secret);
  const blacklistKey = await fingerprint(secrets.blacklistKey);
  const [matches] = await sql<[{ secret: boolean | null; blacklistKey: boolean | null }]>`
    update lethe.settings set
      secret_fingerprint = coalesce(secret_fingerprint,
        case when not exists (select from lethe.two_factors) and not exists (select from lethe.webhooks) then ${secret}::bytea end),
      blacklist_key_fingerprint = coalesce(blacklist_key_fingerprint, case when not exists (select from lethe.blacklist)
        and not exists (select from lethe.erased_addresses) and not exists (select from lethe.erased_external_ids)
        then ${blacklistKey}::bytea end)
    returning secret_fingerprint = ${secret} as secret, blacklist_key_fingerprint = ${blacklistKey} as "blacklistKey"`;
  if (matches.secret === null)
    throw new StartRefused(
      'LETHE_SECRET may not be the secret of this database: its fingerprint was cleared while two-factor sign-ins or webhooks exist, and with another secret they would let nobody in and sign nothing; see "Changing a secret" in docs/running.md',
    );
  if (!matches.secret) throw new StartRefused(`LETHE_SECRET ${OTHER_SECRET}`);
  if (matches.blacklistKey === null)
    throw new StartRefused(
      'LETHE_BLACKLIST_KEY may not be the key of this blacklist: its fingerprint was cleared while hashes exist, and with another key they would match nothing; see "Changing a secret" in docs/running.md',
    );
  if (!matches.blacklistKey) throw new StartRefused(`LETHE_BLACKLIST_KEY ${OTHER_SECRET}`);
}

/** Shows only whether two secrets are equal, since secrets are random and long. */
async function fingerprint(secret: string): Promise<Uint8Array> {
  const text = new TextEncoder().encode(`lethe fingerprint\0${secret}`);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', text));
}
