import type { Sql, TransactionSql } from 'postgres';
import { asAWhole, inOneTransaction } from '../../db/transaction.ts';
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
  return asAWhole(() =>
    inOneTransaction(sql, async (tx) => {
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
export async function takeTurns(tx: TransactionSql, customerId: string): Promise<void> {
  await tx`select 1 from lethe.customers where id = ${customerId} for no key update`;
}
