import type { Sql } from 'postgres';
import type { Day } from '../calendar/rules.ts';
import type { ReadFacts, ReadRequest, ReadRequestsInput } from './reading-schema.ts';

/* Requests as keys with the scope `requests:read` see them. */

const columns = (sql: Sql, today: Day) => sql`
  r.id as "requestId", r.number::int as number, r.customer_id as "customerId", r.type, r.status, r.created_at as "createdAt",
  r.answer_by as "answerBy", r.status = 'pending' and r.answer_by < ${today}::date as overdue, r.decided_at as "decidedAt",
  r.decided_by_rule is not null as "decidedAutomatically",
  (select count(*)::int from lethe.erasure_notices n where n.request_id = r.id and n.result is null) as "waitingSystems",
  (select count(*)::int from lethe.erasure_notices n
    where n.request_id = r.id and n.result is null and n.due_at <= now()) as "overdueSystems"`;

/** One page and one row more, newest first. `today` says which deadlines are over. */
export function listRequestsForKey(
  sql: Sql,
  { cursor, limit, ...only }: ReadRequestsInput,
  today: Day,
): Promise<ReadRequest[]> {
  return sql<ReadRequest[]>`
    select ${columns(sql, today)} from lethe.data_requests r
    where r.number < coalesce(${cursor ?? null}::bigint, 9223372036854775807)
      ${only.status ? sql`and r.status = ${only.status}` : sql``}
      ${only.type ? sql`and r.type = ${only.type}` : sql``}
      ${only.customerId ? sql`and r.customer_id = ${only.customerId}` : sql``}
      ${only.overdue ? sql`and r.status = 'pending' and r.answer_by < ${today}::date` : sql``}
      ${only.waitingForSystems ? sql`and exists (select from lethe.erasure_notices n where n.request_id = r.id and n.result is null)` : sql``}
      ${only.createdFrom ? sql`and r.created_at >= ${only.createdFrom}::timestamptz` : sql``}
      ${only.createdUntil ? sql`and r.created_at < ${only.createdUntil}::timestamptz` : sql``}
      ${only.decidedFrom ? sql`and r.decided_at >= ${only.decidedFrom}::timestamptz` : sql``}
      ${only.decidedUntil ? sql`and r.decided_at < ${only.decidedUntil}::timestamptz` : sql``}
    order by r.number desc limit ${limit + 1}`;
}

export async function findRequestForKey(
  sql: Sql,
  requestId: string,
  today: Day,
): Promise<ReadFacts | undefined> {
  const [row] = await sql<ReadFacts[]>`
    select ${columns(sql, today)},
      case when r.system_id is not null then 'system' when r.entered_by is not null then 'admin' else 'customer' end as "enteredBy",
      r.received_by as "receivedBy", r.received_on as "receivedOn", lethe.automatic_on(r.id) as "automaticOn",
      r.lifted_at as "liftedAt", r.replaced_by::int as "replacedBy"
    from lethe.data_requests r where r.id = ${requestId}`;
  return row;
}
