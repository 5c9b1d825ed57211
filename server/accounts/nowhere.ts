import type { Sql } from 'postgres';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import { isBlacklisted } from '../blacklist/queries.ts';
import { identifiersOf } from '../blacklist/rules.ts';
import { isBlockedAddress } from './queries.ts';

/**
 * Whether an account could not be confirmed by any link: its address is on the blacklist, or somebody blocked has it. No letter goes out then,
 * for whoever followed it would be refused at its end. An account that is confirmed already is not concerned.
 */
export async function leadsNowhere(
  { sql, blacklistKey }: { sql: Sql; blacklistKey: BlacklistKey },
  { email, emailVerified }: { email: string; emailVerified: boolean },
): Promise<boolean> {
  if (emailVerified) return false;
  return (
    (await isBlockedAddress(sql, email)) || isBlacklisted(sql, await identifiersOf({ email }, blacklistKey))
  );
}
