import type { Sql } from 'postgres';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import { isBlacklisted } from '../blacklist/queries.ts';
import { identifiersOf, signUpIdentifiersOf } from '../blacklist/rules.ts';
import { isBlockedAddress } from './address-queries.ts';
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
 * Whether no link could confirm the account, because its address is on the blacklist or belongs to a blocked customer. Such an account gets no
 * letter: its link would be refused. Always false for an account that is already confirmed.
 */
export async function cannotBeConfirmed(deps: BlacklistDeps, user: UnconfirmedUser): Promise<boolean> {
  if (user.emailVerified) return false;
  return (await isBlockedAddress(deps.sql, user.email)) || isBlacklistedAccount(deps, user);
}

/**
 * Whether the blacklist keeps an account from being confirmed. A blacklisted domain refuses sign-ups only: a customer whom systems handed in
 * with an address of that domain is not refused.
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
