import type { TransactionSql } from 'postgres';
import type { PersonalKind } from '../blacklist/schema.ts';
import type { Day } from '../calendar/rules.ts';
import type { CustomerState } from '../customers/schema.ts';
import type { RequestType } from './schema.ts';

/** Locks the customer's row as a decision does, so that one waits for the other. Answers the state; null where there is no such customer. */
export async function lockCustomerForUnblocking(
  tx: TransactionSql,
  customerId: string,
): Promise<CustomerState | null> {
  const [row] = await tx<{ state: CustomerState }[]>`
    select state from lethe.customers where id = ${customerId} for update`;
  return row?.state ?? null;
}

/** Opens the account again. Passwords and sessions, which the block deleted, do not come back. */
export async function reopenCustomer(tx: TransactionSql, customerId: string): Promise<void> {
  await tx`update lethe.customers set state = 'open', closed_at = null where id = ${customerId}`;
}

export interface LiftedRequest {
  requestId: string;
  requestNumber: number;
  requestType: RequestType;
  answerBy: Day;
}

/** Answers the requests whose blocks this lifts, oldest first. */
export const liftBlocks = (
  tx: TransactionSql,
  customerId: string,
  adminId: string,
): Promise<LiftedRequest[]> =>
  tx<LiftedRequest[]>`
    with lifted as (
      update lethe.data_requests set lifted_at = now(), lifted_by = ${adminId}
      where customer_id = ${customerId} and status = 'blocked' and lifted_at is null returning id, number, type, answer_by
    )
    select id as "requestId", number::int as "requestNumber", type as "requestType", answer_by as "answerBy"
    from lifted order by number`;

/** Kinds of identifiers that these requests keep on the blacklist. */
export async function findKindsStillBlacklisted(
  tx: TransactionSql,
  requestIds: readonly string[],
): Promise<PersonalKind[]> {
  const rows = await tx<{ kind: PersonalKind }[]>`
    select distinct b.kind from lethe.blacklist_claims c join lethe.blacklist b on b.id = c.entry_id
    where c.request_id = any(${[...requestIds]}::uuid[]) and c.ends_at > now()`;
  return rows.map(({ kind }) => kind);
}

/** Whether the customer has confirmed the address they sign in with: it stays valid whatever the blacklist says. */
export async function hasConfirmedAddress(tx: TransactionSql, customerId: string): Promise<boolean> {
  const [row] = await tx`select from lethe.users where id = ${customerId} and email_verified`;
  return row !== undefined;
}

/** Withdraws notices that no system has read yet. A system that has read one learns of the lifted block when it asks. */
export async function withdrawUnreadBlockNotices(
  tx: TransactionSql,
  requestIds: readonly string[],
): Promise<void> {
  await tx`
    delete from lethe.erasure_notices
    where request_id = any(${[...requestIds]}::uuid[]) and outcome = 'block' and notified_at is null and result is null`;
}
