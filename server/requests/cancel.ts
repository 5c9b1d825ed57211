import type { Sql } from 'postgres';
import { inTransaction, retryTransaction } from '../../db/transaction.ts';
import { enqueue, renderNotification } from '../notifications/queries.ts';
import { findLetterAddressee, holdForRequest } from './entry-queries.ts';
import { cancelRequest } from './own-queries.ts';

/**
 * Cancels the customer's own pending request and confirms it by mail: whoever has their password could cancel it behind their back.
 * Answers whether it did; a decision that holds the customer goes first.
 */
export const cancel = (sql: Sql, url: string, customerId: string, requestId: string): Promise<boolean> =>
  retryTransaction(() =>
    inTransaction(sql, async (tx) => {
      if ((await holdForRequest(tx, customerId)) !== 'open') return false;
      const request = await cancelRequest(tx, customerId, requestId);
      if (request === undefined) return false;
      const { email, fullName, access } = await findLetterAddressee(tx, customerId);
      if (email === null) return true;
      const template = 'request_cancelled';
      const letter = await renderNotification(tx, template, { ...request, fullName, access, url });
      await enqueue(tx, { customerId, requestId, template, to: email, ...letter });
      return true;
    }),
  );
