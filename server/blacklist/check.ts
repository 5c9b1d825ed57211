import type { Sql, TransactionSql } from 'postgres';
import type { BlacklistKey } from './hmac.ts';
import { identifierKey, isBlacklisted } from './queries.ts';
import { type Identity, identifiersOf, signUpIdentifiersOf } from './rules.ts';
import type { Identifier } from './schema.ts';

/**
 * Whether a change would add a blacklisted value. Values that a customer already has do not count: an entry keeps people out and does not
 * freeze an existing account.
 */
export async function isNewlyBlacklisted(
  sql: Sql | TransactionSql,
  key: BlacklistKey,
  before: Identity,
  after: Identity,
): Promise<boolean> {
  const current = new Set((await signInIdentifiersOf(before, key)).map(identifierKey));
  const wanted = await signInIdentifiersOf(after, key);
  return isBlacklisted(
    sql,
    wanted.filter((identifier) => !current.has(identifierKey(identifier))),
  );
}

/** A customer could sign in with the new address, so the entries of its domains count as they do at a sign-up. */
const signInIdentifiersOf = async (identity: Identity, key: BlacklistKey): Promise<Identifier[]> => [
  ...(await identifiersOf({ ...identity, email: null }, key)),
  ...(identity.email ? await signUpIdentifiersOf(identity.email, key) : []),
];
