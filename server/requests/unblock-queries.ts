import type { TransactionSql } from 'postgres';
import type { PersonalKind } from '../blacklist/schema.ts';
import type { Day } from '../calendar/rules.ts';
import type { CustomerState } from '../customers/schema.ts';
import type { RequestType } from './schema.ts';

/** Takes the customer's row as a decision does, so that one waits for the other. Answers the state; null where there is no such customer. */
export async function holdForUnblocking(
  tx: TransactionSql,
  customerId: string,
): Promise<CustomerState | null> {
  const [row] = await tx<{ state: CustomerState }[]>`
    select state from lethe.customers where id = ${customerId} for update`;
  return row?.state ?? null;
}

/** Opens the account again; what the block deleted, passwords and sessions, does not come back. */
export async function reopen(tx: TransactionSql, customerId: string): Promise<void> {
  await tx`update lethe.customers set state = 'open', closed_at = null where id = ${customerId}`;
}

export interface Lifted {
  requestId: string;
  requestNumber: number;
  requestType: RequestType;
  answerBy: Day;
}

/** Answers the requests whose block is lifted, oldest first. */
export const liftBlocks = (tx: TransactionSql, customerId: string, adminId: string): Promise<Lifted[]> =>
  tx<Lifted[]>`
    with lifted as (
      update lethe.data_requests set lifted_at = now(), lifted_by = ${adminId}
      where customer_id = ${customerId} and status = 'blocked' and lifted_at is null returning id, number, type, answer_by
    )
    select id as "requestId", number::int as "requestNumber", type as "requestType", answer_by as "answerBy"
    from lifted order by number`;

/** What stays on the blacklist by these requests. */
export async function findStillListed(
  tx: TransactionSql,
  requestIds: readonly string[],
): Promise<PersonalKind[]> {
  const rows = await tx<{ kind: PersonalKind }[]>`
    select distinct b.kind from lethe.blacklist_claims c join lethe.blacklist b on b.id = c.entry_id
    where c.request_id = any(${[...requestIds]}::uuid[]) and c.ends_at > now()`;
  return rows.map(({ kind }) => kind);
}

/** Whether the customer has a sign-in address that they proved: it stays good whatever the blacklist says. */
export async function hasProvedAddress(tx: TransactionSql, customerId: string): Promise<boolean> {
  const [row] = await tx`select from lethe.users where id = ${customerId} and email_verified`;
  return row !== undefined;
}

/** A system that has not read of the block yet is not told of what no longer holds; one that has, finds it lifted when it asks. */
export async function withdrawUntoldBlocks(tx: TransactionSql, requestIds: readonly string[]): Promise<void> {
  await tx`
    delete from lethe.erasure_notices
    where request_id = any(${[...requestIds]}::uuid[]) and outcome = 'block' and notified_at is null and result is null`;
}
