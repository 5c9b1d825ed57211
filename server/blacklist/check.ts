import type { Sql, TransactionSql } from 'postgres';
import type { BlacklistKey } from './hmac.ts';
import { identifierName, isBlacklisted } from './queries.ts';
import { type Identity, identifiersOf } from './rules.ts';

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
  const had = new Set((await identifiersOf(before, key)).map(identifierName));
  const wanted = await identifiersOf(after, key);
  return isBlacklisted(
    sql,
    wanted.filter((one) => !had.has(identifierName(one))),
  );
}
