import type { Sql, TransactionSql } from 'postgres';
import type { InferOutput } from 'valibot';
import type { Day } from '../calendar/rules.ts';
import type { OwnRequest, RequestType } from './schema.ts';

/* A customer's own requests. */

type OwnRequestRow = InferOutput<typeof OwnRequest>;

const ownRequestColumns = (sql: Sql | TransactionSql) => sql`
  id as "requestId", number::int as number, type, status, note, reason, created_at as "createdAt",
  answer_by as "answerBy", decided_at as "decidedAt", lifted_at as "liftedAt", replaced_by::int as "replacedBy", decided_by_rule is not null as "decidedAutomatically",
  lethe.automatic_on(id) as "automaticOn"`;

export const listOwnRequests = (
  sql: Sql | TransactionSql,
  customerId: string,
  { cursor, limit }: { cursor?: number | undefined; limit: number },
): Promise<OwnRequestRow[]> => sql<OwnRequestRow[]>`
  select ${ownRequestColumns(sql)}
  from lethe.data_requests
  where customer_id = ${customerId} and number < coalesce(${cursor ?? null}::bigint, 9223372036854775807)
  order by number desc limit ${limit + 1}`;

export async function hasPendingRequest(sql: Sql, customerId: string): Promise<boolean> {
  const [row] = await sql<[{ pending: boolean }]>`
    select exists (select from lethe.data_requests where customer_id = ${customerId} and status = 'pending') as pending`;
  return row.pending;
}

/** What the letter about the cancellation says. */
export interface CancelledRequest {
  requestNumber: number;
  requestType: RequestType;
  answerBy: Day;
}

/** Undefined where the request is not this customer's, or not pending. */
export async function cancelRequest(
  sql: Sql | TransactionSql,
  customerId: string,
  requestId: string,
): Promise<CancelledRequest | undefined> {
  const [row] = await sql<CancelledRequest[]>`
    update lethe.data_requests set status = 'cancelled', decided_at = now()
    where id = ${requestId} and customer_id = ${customerId} and status = 'pending'
    returning number::int as "requestNumber", type as "requestType", answer_by as "answerBy"`;
  return row;
}

export async function findOwnRequest(
  sql: Sql | TransactionSql,
  customerId: string,
  requestId: string,
): Promise<OwnRequestRow | undefined> {
  const [row] = await sql<OwnRequestRow[]>`
    select ${ownRequestColumns(sql)}
    from lethe.data_requests where id = ${requestId} and customer_id = ${customerId}`;
  return row;
}
