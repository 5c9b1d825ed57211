import type { Sql } from 'postgres';
import type { InferOutput } from 'valibot';
import type { Day } from '../calendar/rules.ts';
import { peopleFound } from '../customers/search-queries.ts';
import type {
  Notice,
  RequestDetail,
  RequestListInput,
  RequestRow,
  RequestsOfCustomerPage,
} from './schema.ts';

/* What admins read of requests. */

type Row = InferOutput<typeof RequestRow>;
type RowOfCustomer = InferOutput<typeof RequestsOfCustomerPage>['items'][number];
type Detail = InferOutput<typeof RequestDetail>;
export type RequestFacts = Omit<
  Detail,
  'toldServices' | 'notice' | 'standing' | 'services' | 'invoices' | 'earlier'
>;

export async function countPendingRequests(sql: Sql): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*)::int as count from lethe.data_requests where status = 'pending'`;
  return row.count;
}

/** Services that were told of the decision and have not answered; and those of them whose time is over. */
const waitingServices = (sql: Sql) => sql`
  (select count(*)::int from lethe.erasure_notices n where n.request_id = r.id and n.result is null) as "waitingServices",
  (select count(*)::int from lethe.erasure_notices n
    where n.request_id = r.id and n.result is null and n.due_at <= now()) as "overdueServices"`;

type ListInput = InferOutput<typeof RequestListInput>;

/** From the cursor on, in the order that is asked for. */
function placeOf(sql: Sql, { cursor, order }: ListInput) {
  if (order === 'newest')
    return sql`r.number < coalesce(${typeof cursor === 'number' ? cursor : null}::bigint, 9223372036854775807)`;
  const { answerBy, number } = typeof cursor === 'object' ? cursor : { answerBy: '-infinity', number: 0 };
  return sql`r.status = 'pending' and (r.answer_by, r.number) > (${answerBy}::date, ${number}::bigint)`;
}

/** By `today` a deadline is over or not. A search finds people by name or address, so it finds nobody who was destroyed. */
export function listRequests(sql: Sql, input: ListInput, today: Day): Promise<Row[]> {
  return sql<Row[]>`
    select r.id as "requestId", r.number::int as number, r.customer_id as "customerId", c.name as "fullName", c.email,
      r.type, r.status, r.created_at as "createdAt", r.answer_by as "answerBy", r.decided_at as "decidedAt",
      r.decided_by_rule is not null as "decidedAutomatically", ${waitingServices(sql)}
    from lethe.data_requests r left join lethe.customers c on c.id = r.customer_id
    where ${placeOf(sql, input)}
      ${input.overdue ? sql`and r.status = 'pending' and r.answer_by < ${today}::date` : sql``}
      ${input.status ? sql`and r.status = ${input.status}` : sql``}
      ${input.type ? sql`and r.type = ${input.type}` : sql``}
      ${input.waitingForServices ? sql`and exists (select from lethe.erasure_notices n where n.request_id = r.id and n.result is null)` : sql``}
      ${input.search ? sql`and r.customer_id = any(${peopleFound(sql, input.search)})` : sql``}
    order by ${input.order === 'due' ? sql`r.answer_by, r.number` : sql`r.number desc`} limit ${input.limit + 1}`;
}

export async function findRequest(sql: Sql, requestId: string): Promise<RequestFacts | undefined> {
  const [row] = await sql<RequestFacts[]>`
    select r.id as "requestId", r.number::int as number, r.customer_id as "customerId", c.name as "fullName", c.email,
      r.type, r.status, r.created_at as "createdAt", r.answer_by as "answerBy", r.decided_at as "decidedAt",
      r.decided_by_rule is not null as "decidedAutomatically", ${waitingServices(sql)}, c.state as "customerState", r.note, r.reason,
      r.entered_by is not null as "enteredByAdmin", r.received_by as "receivedBy", r.received_on as "receivedOn",
      (select name from lethe.recipients where id = r.recipient_id) as "enteredByService", r.decided_by_rule as "decidedByRule",
      lethe.automatic_on(r.id) as "automaticOn",
      (select name from lethe.users a where a.id = r.decided_by) as "decidedBy",
      r.lifted_at as "liftedAt", (select name from lethe.users a where a.id = r.lifted_by) as "liftedBy",
      r.replaced_by::int as "replacedBy", (select min(o.number)::int from lethe.data_requests o where o.replaced_by = r.number) as replaces,
      array(select b.kind from lethe.blacklist_claims k join lethe.blacklist b on b.id = k.entry_id
        where k.request_id = r.id and k.ends_at > now()) as "blacklistedKinds"
    from lethe.data_requests r
    left join lethe.customers c on c.id = r.customer_id
    where r.id = ${requestId}`;
  return row;
}

/** What became of the message about the outcome; null where there was none. */
export async function findNotice(sql: Sql, requestId: string): Promise<InferOutput<typeof Notice> | null> {
  const [row] = await sql<InferOutput<typeof Notice>[]>`
    select status, finished_at as "finishedAt", to_address is null as scrubbed, deadline_at as "deadlineAt"
    from lethe.outbox where request_id = ${requestId} and template like 'outcome%'
    order by created_at desc limit 1`;
  return row ?? null;
}

/** With a request's number as cursor: those before it. */
export const listRequestsOfCustomer = (
  sql: Sql,
  customerId: string,
  { cursor, limit }: { cursor?: number | undefined; limit: number },
): Promise<RowOfCustomer[]> => sql<RowOfCustomer[]>`
  select id as "requestId", number::int as number, type, status, created_at as "createdAt"
  from lethe.data_requests
  where customer_id = ${customerId} and number < coalesce(${cursor ?? null}::bigint, 9223372036854775807)
  order by number desc limit ${limit + 1}`;
