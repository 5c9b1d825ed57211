import type { Sql, TransactionSql } from 'postgres';
import { codeOf, UNIQUE_VIOLATION } from '../../db/errors.ts';
import { inTransaction, retryTransaction } from '../../db/transaction.ts';
import { recordAudit } from '../audit/queries.ts';
import { AppError } from '../errors.ts';
import { markShared } from './lock.ts';
import {
  type CustomerRecord,
  countLines,
  findCustomerByNumber,
  lockCustomersOfRecords,
  moveRecord,
  removeRecord,
} from './record-queries.ts';
import type { CustomerState } from './schema.ts';

/**
 * Moves a record that a system handed in under the wrong customer to the right one, whom an admin names by number. Errors:
 * `customer_not_found`, `record_not_found`, `record_already_there`, `customer_closed`.
 */
export async function moveRecordToCustomer(
  sql: Sql,
  adminId: string,
  { toNumber, ...record }: CustomerRecord & { toNumber: number },
): Promise<{ customerId: string }> {
  const move = async (tx: TransactionSql) => {
    const toId = await findCustomerByNumber(tx, toNumber);
    const states = await lockCustomersOfRecords(
      tx,
      toId === null ? [record.customerId] : [record.customerId, toId],
    );
    requireNotStarred(states.get(record.customerId));
    if (toId === null || !states.has(toId)) throw new AppError('customer_not_found', { field: 'toNumber' });
    if (states.get(toId) !== 'open') throw new AppError('customer_closed', { field: 'toNumber' });
    const lines = await countLines(tx, record.customerId, record.recordId);
    if (toId === record.customerId) throw new AppError('record_already_there', { field: 'toNumber' });
    const moved = (await moveRecord(tx, record, toId)) ?? refuse('record_not_found');
    await markShared(tx, moved.systemId, [toId]);
    await recordAudit(tx, { actor: adminId, action: 'record_moved', details: countRecords(record, lines) });
    return { customerId: toId };
  };
  return retryTransaction(() => inTransaction(sql, move)).catch((error: unknown) => {
    if (codeOf(error) === UNIQUE_VIOLATION) throw new AppError('record_already_there', { field: 'toNumber' });
    throw error;
  });
}

/** Errors: `customer_not_found`, `record_not_found`, `customer_closed`. */
export const removeRecordFromCustomer = (sql: Sql, adminId: string, record: CustomerRecord): Promise<void> =>
  retryTransaction(() =>
    inTransaction(sql, async (tx) => {
      const states = await lockCustomersOfRecords(tx, [record.customerId]);
      requireNotStarred(states.get(record.customerId));
      const lines = await countLines(tx, record.customerId, record.recordId);
      if ((await removeRecord(tx, record)) === undefined) refuse('record_not_found');
      await recordAudit(tx, {
        actor: adminId,
        action: 'record_removed',
        details: countRecords(record, lines),
      });
    }),
  );

/** Refuses to move or remove a record of a customer who was starred out: nobody can check any more whose record it is. */
function requireNotStarred(state: CustomerState | undefined): void {
  if (state === undefined) refuse('customer_not_found');
  if (state === 'starred') refuse('customer_closed');
}

const countRecords = ({ kind }: CustomerRecord, lines: number) =>
  kind === 'service' ? { services: 1 } : { invoices: 1, lines };

function refuse(kind: 'customer_not_found' | 'record_not_found' | 'customer_closed'): never {
  throw new AppError(kind);
}
