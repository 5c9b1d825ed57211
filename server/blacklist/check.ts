import type { Sql, TransactionSql } from 'postgres';
import type { BlacklistKey } from './hmac.ts';
import { identifierKey, isBlacklisted } from './queries.ts';
import { type Identity, identifiersOf, signUpIdentifiersOf } from './rules.ts';
import type { Identifier } from './schema.ts';

/**
 * Whether a change would bring in a blacklisted value. What a customer already has stands: an entry keeps people out, it
 * does not freeze an account that is in.
 */
export async function isNewlyBlacklisted(
  sql: Sql | TransactionSql,
  key: BlacklistKey,
  before: Identity,
  after: Identity,
): Promise<boolean> {
  const had = new Set((await signInIdentifiersOf(before, key)).map(identifierKey));
  const wanted = await signInIdentifiersOf(after, key);
  return isBlacklisted(
    sql,
    wanted.filter((one) => !had.has(identifierKey(one))),
  );
}

/** A new address is one to sign in with, so that the entries of its domain count as at a sign-up. */
const signInIdentifiersOf = async (identity: Identity, key: BlacklistKey): Promise<Identifier[]> => [
  ...(await identifiersOf({ ...identity, email: null }, key)),
  ...(identity.email ? await signUpIdentifiersOf(identity.email, key) : []),
];
