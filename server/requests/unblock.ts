import type { Sql, TransactionSql } from 'postgres';
import { inTransaction, retryTransaction } from '../../db/transaction.ts';
import { recordAudit } from '../audit/queries.ts';
import { removeClaimsOfRequests } from '../blacklist/claim-queries.ts';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import { isBlacklisted } from '../blacklist/queries.ts';
import { identifiersOf } from '../blacklist/rules.ts';
import { AppError } from '../errors.ts';
import type { Access } from '../notifications/access.ts';
import { enqueueLetter, renderNotification } from '../notifications/queries.ts';
import { findLetterAddressee } from './entry-queries.ts';
import {
  findKindsStillBlacklisted,
  hasConfirmedAddress,
  type LiftedRequest,
  liftBlocks,
  lockCustomerForUnblocking,
  reopenCustomer,
  withdrawUnreadBlockNotices,
} from './unblock-queries.ts';

interface UnblockDeps {
  sql: Sql;
  url: string;
  blacklistKey: BlacklistKey;
}

interface UnblockInput {
  customerId: string;
  adminId: string;
  /** Whether to remove also what the block put onto the blacklist. */
  removeFromBlacklist: boolean;
}

/** Lifts a block and queues a letter about it, whole or not at all. Errors: `customer_not_found`, `customer_not_blocked`. */
export function unblock(
  deps: UnblockDeps,
  { customerId, adminId, removeFromBlacklist }: UnblockInput,
): Promise<{ customerId: string; claimsRemoved: number }> {
  return retryTransaction(() =>
    inTransaction(deps.sql, async (tx) => {
      const state = await lockCustomerForUnblocking(tx, customerId);
      if (state === null) throw new AppError('customer_not_found');
      if (state !== 'blocked') throw new AppError('customer_not_blocked');
      await reopenCustomer(tx, customerId);
      const lifted = await liftBlocks(tx, customerId, adminId);
      const requestIds = lifted.map(({ requestId }) => requestId);
      const claimsRemoved = removeFromBlacklist ? await removeClaimsOfRequests(tx, requestIds) : 0;
      await withdrawUnreadBlockNotices(tx, requestIds);
      const details = { requests: requestIds.length, claimsRemoved };
      const last = lifted.at(-1);
      await recordAudit(tx, {
        actor: adminId,
        action: 'customer_unblocked',
        details,
        ...(last === undefined ? {} : { requestId: last.requestId }),
      });
      if (last !== undefined) await queueUnblockLetter(tx, deps, customerId, last, requestIds);
      return { customerId, claimsRemoved };
    }),
  );
}

async function queueUnblockLetter(
  tx: TransactionSql,
  { url, blacklistKey }: UnblockDeps,
  customerId: string,
  { requestId, ...request }: LiftedRequest,
  requestIds: readonly string[],
): Promise<void> {
  const { email, fullName, access } = await findLetterAddressee(tx, customerId);
  if (email === null) return;
  const template = 'account_unblocked';
  const letter = await renderNotification(tx, template, {
    ...request,
    fullName,
    url,
    access: access === 'password' ? await accessIfBlacklisted(tx, blacklistKey, customerId, email) : access,
    blacklisted: await findKindsStillBlacklisted(tx, requestIds),
  });
  await enqueueLetter(tx, { customerId, requestId, template, to: email, ...letter });
}

/** The customer could set a password for a blacklisted address, but could not sign in unless they had confirmed that address before. */
async function accessIfBlacklisted(
  tx: TransactionSql,
  blacklistKey: BlacklistKey,
  customerId: string,
  email: string,
): Promise<Access> {
  if (await hasConfirmedAddress(tx, customerId)) return 'password';
  return (await isBlacklisted(tx, await identifiersOf({ email }, blacklistKey))) ? 'listed' : 'password';
}
