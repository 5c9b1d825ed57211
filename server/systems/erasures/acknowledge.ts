import type { Sql, TransactionSql } from 'postgres';
import type { InferOutput } from 'valibot';
import { inTransaction, retryTransaction } from '../../../db/transaction.ts';
import { enqueueLetter, renderNotification } from '../../notifications/queries.ts';
import {
  type KeptLetterAddressee,
  lockCustomerAndLiftGuard,
  lockNoticeAndFindAddressee,
} from './kept-queries.ts';
import { acknowledgeErasure, type Caller, lockRequestOfErasure } from './queries.ts';
import type { Acknowledge, Acknowledged } from './schema.ts';

/**
 * Records a system's answer. If the system keeps data and Lethe still has the customer's address, one letter says which system, why and until
 * when (GDPR Art. 12(4)). After a star or a destroy the address is gone; the decision's letter has said whom to ask. Undefined if nothing
 * changed.
 */
export function acknowledge(
  { sql, url }: { sql: Sql; url: string },
  caller: Caller,
  input: Acknowledge,
): Promise<InferOutput<typeof Acknowledged> | undefined> {
  if (input.result !== 'retained')
    return retryTransaction(() => inTransaction(sql, (tx) => acknowledgeErasure(tx, caller, input)));
  return retryTransaction(() =>
    inTransaction(sql, async (tx) => {
      await lockCustomerAndLiftGuard(tx, input.erasureId);
      await lockRequestOfErasure(tx, input.erasureId);
      const addressee = await lockNoticeAndFindAddressee(tx, caller.systemId, input.erasureId);
      const changed = await acknowledgeErasure(tx, caller, input);
      if (changed !== undefined && addressee !== undefined) await queueKeptLetter(tx, url, addressee, input);
      return changed;
    }),
  );
}

async function queueKeptLetter(
  tx: TransactionSql,
  url: string,
  { customerId, requestId, email, system, ...facts }: KeptLetterAddressee,
  { reason, until }: Acknowledge,
): Promise<void> {
  const kept = { system, reason: reason ?? null, until: until ?? null };
  const template = 'system_keeps';
  const letter = await renderNotification(tx, template, { ...facts, url, kept });
  await enqueueLetter(tx, { customerId, requestId, template, to: email, ...letter });
}
