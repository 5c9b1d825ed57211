import type { TransactionSql } from 'postgres';

/** Takes the customer's row as a decision does, so that one waits for the other. Answers the state; null where there is no such customer. */
export async function holdForUnblocking(
  tx: TransactionSql,
  customerId: string,
): Promise<'open' | 'blocked' | 'starred' | null> {
  const [row] = await tx<{ state: 'open' | 'blocked' | 'starred' }[]>`
    select state from lethe.customers where id = ${customerId} for update`;
  return row?.state ?? null;
}

/** Opens the account again; what the block deleted, passwords and sessions, does not come back. */
export async function reopen(tx: TransactionSql, customerId: string): Promise<void> {
  await tx`update lethe.customers set state = 'open', closed_at = null where id = ${customerId}`;
}

/** Answers the requests whose block is lifted, oldest first. */
export async function liftBlocks(tx: TransactionSql, customerId: string, adminId: string): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    with lifted as (
      update lethe.data_requests set lifted_at = now(), lifted_by = ${adminId}
      where customer_id = ${customerId} and status = 'blocked' and lifted_at is null returning id, number
    )
    select id from lifted order by number`;
  return rows.map(({ id }) => id);
}

/** A service that has not read of the block yet is not told of what no longer holds; one that has, finds it lifted when it asks. */
export async function withdrawUntoldBlocks(tx: TransactionSql, requestIds: readonly string[]): Promise<void> {
  await tx`
    delete from lethe.erasure_notices
    where request_id = any(${[...requestIds]}::uuid[]) and outcome = 'block' and told_at is null and result is null`;
}
