import type { Sql } from 'postgres';
import { inTransaction, retryTransaction } from '../../db/transaction.ts';
import { joinCustomers } from '../customers/joining-queries.ts';
import { AppError } from '../errors.ts';
import { mapHash } from '../personal-data/install.ts';
import { findCandidates, keepPairApart, lockPair, type MatchCandidate } from './queries.ts';

interface MatchDecision {
  customerId: string;
  otherId: string;
  adminId: string;
}

/**
 * Joins the two customers of a noted match; keeps the one with an account, else the lower number. Errors: `match_not_found`,
 * `two_accounts`, `two_requests`, `customer_closed`.
 */
export function joinMatch(
  sql: Sql,
  { customerId, otherId, adminId }: MatchDecision,
): Promise<MatchCandidate> {
  return retryTransaction(() =>
    inTransaction(sql, async (tx) => {
      if (!(await lockPair(tx, customerId, otherId))) throw new AppError('match_not_found');
      const [keep, join] = await findCandidates(tx, customerId, otherId);
      if (keep === undefined || join === undefined) throw new AppError('match_not_found');
      await joinCustomers(tx, {
        keep: keep.customerId,
        join: join.customerId,
        actor: adminId,
        mapHash: await mapHash(),
      });
      return keep;
    }),
  );
}

/** Errors: `match_not_found`. */
export async function keepApart(sql: Sql, { customerId, otherId, adminId }: MatchDecision): Promise<void> {
  await inTransaction(sql, async (tx) => {
    if (!(await keepPairApart(tx, { customerId, otherId, adminId }))) throw new AppError('match_not_found');
  });
}
