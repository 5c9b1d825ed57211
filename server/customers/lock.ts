import type { Sql, TransactionSql } from 'postgres';
import { inTransaction, retryTransaction } from '../../db/transaction.ts';
import { AppError } from '../errors.ts';

/**
 * The one way to write a customer's data: takes the customer's row `for key share` first, so that a decision
 * (`for update`) either waits for this writer and then erases what it wrote, or has closed the customer and this
 * writer is refused. `write` is done again as a whole where it met another writer in a circle. Errors: `customer_closed`.
 */
export function writeForCustomer<T>(
  sql: Sql,
  customerId: string,
  write: (tx: TransactionSql) => Promise<T>,
): Promise<T> {
  return retryTransaction(() =>
    inTransaction(sql, async (tx) => {
      const [open] = await tx`
        select 1 from lethe.customers where id = ${customerId} and state = 'open' for key share`;
      if (open === undefined) throw new AppError('customer_closed');
      return write(tx);
    }),
  );
}

/**
 * Inside `writeForCustomer`, where what is written depends on what stands: two tabs take turns; other writers, who hold
 * the row `for key share`, are not kept waiting.
 */
export async function lockCustomer(tx: TransactionSql, customerId: string): Promise<void> {
  await tx`select 1 from lethe.customers where id = ${customerId} for no key update`;
}

/** Locks the customers so that nobody even adds a row of theirs: a password, or a link to set one. */
export async function lockOutWriters(tx: TransactionSql, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx`select 1 from lethe.customers where id = any(${[...ids]}::uuid[]) order by id for update`;
}

/** Notes that somebody has said something about these customers: another system's claim to have said it alone ends. `systemId`: who spoke; null for a person. */
export async function markShared(
  tx: TransactionSql,
  systemId: string | null,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await tx`
    update lethe.customers set sole_system_id = null
    where id = any(${[...ids]}::uuid[]) and sole_system_id is not null and sole_system_id is distinct from ${systemId}`;
}

/**
 * Whoever brings in or joins people by an address does so one after the other, until the transaction ends. Each address has one of 16,384
 * turns, taken in their order, so that a batch of 1,000 addresses holds up one in sixteen of others' at most.
 */
export async function lockAddresses(tx: TransactionSql, emails: readonly string[]): Promise<void> {
  if (emails.length === 0) return;
  await tx`
    select 1 from lethe.address_turns
    where number in (select hashtext(email) & 16383 from unnest(${[...emails]}::text[]) as asked (email))
    order by number for update`;
}
