import type { Sql, TransactionSql } from 'postgres';
import { inTransaction, retryTransaction } from '../../db/transaction.ts';
import { AppError } from '../errors.ts';

/**
 * The one way to write a customer's data. It locks the customer's row `for key share` first. A decision (`for update`) then waits for this
 * writer and erases what it wrote. If a decision has already closed the customer, this writer is refused. After a deadlock `write` runs
 * again as a whole. Errors: `customer_closed`.
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
 * Lets two tabs take turns where a new value depends on the stored one; call it inside `writeForCustomer`. Other writers, who lock the
 * row `for key share`, need not wait.
 */
export async function lockCustomer(tx: TransactionSql, customerId: string): Promise<void> {
  await tx`select 1 from lethe.customers where id = ${customerId} for no key update`;
}

/** Locks the customers so that nobody can add a row about them, such as a password or a link to set one. */
export async function lockOutWriters(tx: TransactionSql, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx`select 1 from lethe.customers where id = any(${[...ids]}::uuid[]) order by id for update`;
}

/** Notes that a writer other than their sole system knows these customers. `systemId`: the system that wrote; null for a person. */
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
 * Makes all who create or join customers by an address take turns, until the transaction ends. Each address maps to one of 16,384 rows,
 * locked in order. So a batch of 1,000 addresses blocks at most one in sixteen others.
 */
export async function lockAddresses(tx: TransactionSql, emails: readonly string[]): Promise<void> {
  if (emails.length === 0) return;
  await tx`
    select 1 from lethe.address_turns
    where number in (select hashtext(email) & 16383 from unnest(${[...emails]}::text[]) as given (email))
    order by number for update`;
}
