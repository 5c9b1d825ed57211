import type { Sql } from 'postgres';
import { inOneTransaction } from '../../db/transaction.ts';
import { recordAudit } from '../audit/queries.ts';
import { removeClaimsOfRequests } from '../blacklist/claim-queries.ts';
import { AppError } from '../errors.ts';
import { holdForUnblocking, liftBlocks, reopen, withdrawUntoldBlocks } from './unblock-queries.ts';

interface Unblocking {
  customerId: string;
  adminId: string;
  /** Whether what the block put onto the blacklist goes as well. */
  removeFromBlacklist: boolean;
}

/** Lifts a block, whole or not at all. Errors: `customer_not_found`, `customer_not_blocked`. */
export function unblock(
  sql: Sql,
  { customerId, adminId, removeFromBlacklist }: Unblocking,
): Promise<{ customerId: string; claimsRemoved: number }> {
  return inOneTransaction(sql, async (tx) => {
    const state = await holdForUnblocking(tx, customerId);
    if (state === null) throw new AppError('customer_not_found');
    if (state !== 'blocked') throw new AppError('customer_not_blocked');
    await reopen(tx, customerId);
    const requestIds = await liftBlocks(tx, customerId, adminId);
    const claimsRemoved = removeFromBlacklist ? await removeClaimsOfRequests(tx, requestIds) : 0;
    await withdrawUntoldBlocks(tx, requestIds);
    const details = { requests: requestIds.length, claimsRemoved };
    const last = requestIds.at(-1);
    await recordAudit(tx, {
      actor: adminId,
      action: 'customer_unblocked',
      details,
      ...(last === undefined ? {} : { requestId: last }),
    });
    return { customerId, claimsRemoved };
  });
}
