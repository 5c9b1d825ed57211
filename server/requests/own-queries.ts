import type { Sql, TransactionSql } from 'postgres';
import type { InferOutput } from 'valibot';
import type { Day } from '../calendar/rules.ts';
import type { OwnRequest, RequestType } from './schema.ts';

/* What customers see and do of their own requests. */

type Own = InferOutput<typeof OwnRequest>;

const columns = (sql: Sql | TransactionSql) => sql`
  id as "requestId", number::int as number, type, status, note, reason, created_at as "createdAt",
  answer_by as "answerBy", decided_at as "decidedAt", lifted_at as "liftedAt", replaced_by::int as "replacedBy", decided_by_rule is not null as "decidedAutomatically",
  lethe.automatic_on(id) as "automaticOn"`;

export const listOwnRequests = (
  sql: Sql | TransactionSql,
  customerId: string,
  { cursor, limit }: { cursor?: number | undefined; limit: number },
): Promise<Own[]> => sql<Own[]>`
  select ${columns(sql)}
  from lethe.data_requests
  where customer_id = ${customerId} and number < coalesce(${cursor ?? null}::bigint, 9223372036854775807)
  order by number desc limit ${limit + 1}`;

export async function hasPendingRequest(sql: Sql, customerId: string): Promise<boolean> {
  const [row] = await sql<[{ pending: boolean }]>`
    select exists (select from lethe.data_requests where customer_id = ${customerId} and status = 'pending') as pending`;
  return row.pending;
}

/** What a letter says of a request. */
export interface Cancelled {
  requestNumber: number;
  requestType: RequestType;
  answerBy: Day;
}

/** Undefined where it was not this customer's, or not pending. */
export async function cancelRequest(
  sql: Sql | TransactionSql,
  customerId: string,
  requestId: string,
): Promise<Cancelled | undefined> {
  const [row] = await sql<Cancelled[]>`
    update lethe.data_requests set status = 'cancelled', decided_at = now()
    where id = ${requestId} and customer_id = ${customerId} and status = 'pending'
    returning number::int as "requestNumber", type as "requestType", answer_by as "answerBy"`;
  return row;
}

export async function findOwnRequest(
  sql: Sql,
  customerId: string,
  requestId: string,
): Promise<Own | undefined> {
  const [row] = await sql<Own[]>`
    select ${columns(sql)}
    from lethe.data_requests where id = ${requestId} and customer_id = ${customerId}`;
  return row;
}
