import type { Sql } from 'postgres';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import { isBlacklisted } from '../blacklist/queries.ts';
import { identifiersOf, signUpIdentifiersOf } from '../blacklist/rules.ts';
import { isBlockedAddress } from './queries.ts';
import { isMereSignUp } from './unconfirmed-queries.ts';

interface BlacklistDeps {
  sql: Sql;
  blacklistKey: BlacklistKey;
}
interface UnconfirmedUser {
  id: string;
  email: string;
  emailVerified: boolean;
}

/**
 * Whether an account could not be confirmed by any link: its address is on the blacklist, or somebody blocked has it. No letter goes out then,
 * for whoever followed it would be refused at its end. An account that is confirmed already is not concerned.
 */
export async function cannotBeConfirmed(deps: BlacklistDeps, user: UnconfirmedUser): Promise<boolean> {
  if (user.emailVerified) return false;
  return (await isBlockedAddress(deps.sql, user.email)) || isBlacklistedAccount(deps, user);
}

/**
 * Whether the blacklist keeps an account from being confirmed. A domain refuses sign-ups, whichever letter they would be confirmed by; a
 * customer whom systems handed in with an address of that domain is no sign-up.
 */
export async function isBlacklistedAccount(
  { sql, blacklistKey }: BlacklistDeps,
  { id, email }: Pick<UnconfirmedUser, 'id' | 'email'>,
): Promise<boolean> {
  const identifiers = (await isMereSignUp(sql, id))
    ? await signUpIdentifiersOf(email, blacklistKey)
    : await identifiersOf({ email }, blacklistKey);
  return isBlacklisted(sql, identifiers);
}
