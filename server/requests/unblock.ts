import type { Sql, TransactionSql } from 'postgres';
import { inTransaction, retryTransaction } from '../../db/transaction.ts';
import { recordAudit } from '../audit/queries.ts';
import { removeClaimsOfRequests } from '../blacklist/claim-queries.ts';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import { isBlacklisted } from '../blacklist/queries.ts';
import { identifiersOf } from '../blacklist/rules.ts';
import { AppError } from '../errors.ts';
import { enqueue, renderNotification } from '../notifications/queries.ts';
import type { Access } from '../notifications/ways.ts';
import { findLetterAddressee } from './entry-queries.ts';
import {
  findStillListed,
  hasProvedAddress,
  holdForUnblocking,
  type Lifted,
  liftBlocks,
  reopen,
  withdrawUntoldBlocks,
} from './unblock-queries.ts';

interface By {
  sql: Sql;
  url: string;
  blacklistKey: BlacklistKey;
}

interface Unblocking {
  customerId: string;
  adminId: string;
  /** Whether what the block put onto the blacklist goes as well. */
  removeFromBlacklist: boolean;
}

/**
 * Lifts a block and writes to the person about it, whole or not at all. Errors: `customer_not_found`, `customer_not_blocked`.
 */
export function unblock(
  by: By,
  { customerId, adminId, removeFromBlacklist }: Unblocking,
): Promise<{ customerId: string; claimsRemoved: number }> {
  return retryTransaction(() =>
    inTransaction(by.sql, async (tx) => {
      const state = await holdForUnblocking(tx, customerId);
      if (state === null) throw new AppError('customer_not_found');
      if (state !== 'blocked') throw new AppError('customer_not_blocked');
      await reopen(tx, customerId);
      const lifted = await liftBlocks(tx, customerId, adminId);
      const requestIds = lifted.map(({ requestId }) => requestId);
      const claimsRemoved = removeFromBlacklist ? await removeClaimsOfRequests(tx, requestIds) : 0;
      await withdrawUntoldBlocks(tx, requestIds);
      const details = { requests: requestIds.length, claimsRemoved };
      const last = lifted.at(-1);
      await recordAudit(tx, {
        actor: adminId,
        action: 'customer_unblocked',
        details,
        ...(last === undefined ? {} : { requestId: last.requestId }),
      });
      if (last !== undefined) await queueUnblockLetter(tx, by, customerId, last, requestIds);
      return { customerId, claimsRemoved };
    }),
  );
}

async function queueUnblockLetter(
  tx: TransactionSql,
  { url, blacklistKey }: By,
  customerId: string,
  { requestId, ...request }: Lifted,
  requestIds: readonly string[],
): Promise<void> {
  const { email, fullName, access } = await findLetterAddressee(tx, customerId);
  if (email === null) return;
  const template = 'account_unblocked';
  const letter = await renderNotification(tx, template, {
    ...request,
    fullName,
    url,
    access: access === 'password' ? await asListed(tx, blacklistKey, customerId, email) : access,
    blacklisted: await findStillListed(tx, requestIds),
  });
  await enqueue(tx, { customerId, requestId, template, to: email, ...letter });
}

/** A password can be set for a blacklisted address, but nobody signs in with one that was never proved. */
async function asListed(
  tx: TransactionSql,
  blacklistKey: BlacklistKey,
  customerId: string,
  email: string,
): Promise<Access> {
  if (await hasProvedAddress(tx, customerId)) return 'password';
  return (await isBlacklisted(tx, await identifiersOf({ email }, blacklistKey))) ? 'listed' : 'password';
}
