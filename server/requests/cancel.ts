import type { Sql } from 'postgres';
import { inTransaction, retryTransaction } from '../../db/transaction.ts';
import { enqueueLetter, renderNotification } from '../notifications/queries.ts';
import { findLetterAddressee, lockCustomerForRequest } from './entry-queries.ts';
import { cancelRequest } from './own-queries.ts';

/**
 * Cancels the customer's own pending request. A letter confirms it, since somebody with their password could cancel unnoticed.
 * Answers whether it cancelled: a decision that has locked the customer goes first.
 */
export const cancel = (sql: Sql, url: string, customerId: string, requestId: string): Promise<boolean> =>
  retryTransaction(() =>
    inTransaction(sql, async (tx) => {
      if ((await lockCustomerForRequest(tx, customerId)) !== 'open') return false;
      const request = await cancelRequest(tx, customerId, requestId);
      if (request === undefined) return false;
      const { email, fullName, access } = await findLetterAddressee(tx, customerId);
      if (email === null) return true;
      const template = 'request_cancelled';
      const letter = await renderNotification(tx, template, { ...request, fullName, access, url });
      await enqueueLetter(tx, { customerId, requestId, template, to: email, ...letter });
      return true;
    }),
  );
