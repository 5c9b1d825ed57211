import type { PendingQuery, Row as PgRow, Sql } from 'postgres';
import type { InferOutput } from 'valibot';
import { adminNameFragment } from '../audit/queries.ts';
import type { Day } from '../calendar/rules.ts';
import { isCollected, searchCustomers, walkList } from '../customers/search.ts';
import { type SearchResult, searchFragment } from '../customers/search-queries.ts';
import { numbersIn } from '../customers/search-rules.ts';
import { canBeSentAgain } from '../notifications/undelivered.ts';
import { assignmentFragment } from './assignment-queries.ts';
import type {
  Letter,
  PendingCount,
  RequestDetail,
  RequestListInput,
  RequestRow,
  RequestsOfCustomerPage,
} from './list-schema.ts';
import { isOpenProposal } from './proposal-queries.ts';

/* Requests as admins see them. */

type ListedRequest = InferOutput<typeof RequestRow>;
type RequestOfCustomer = InferOutput<typeof RequestsOfCustomerPage>['items'][number];
type Detail = InferOutput<typeof RequestDetail>;
export type RequestFacts = Omit<
  Detail,
  'notifiedSystems' | 'letter' | 'proposal' | 'mayAlsoBe' | 'standing' | 'services' | 'invoices' | 'earlier'
>;

/** `adminId`: who may approve the proposals of others; null where the viewer may not. */
export async function countPendingRequests(
  sql: Sql,
  adminId: string | null,
): Promise<InferOutput<typeof PendingCount>> {
  const [row] = await sql<[InferOutput<typeof PendingCount>]>`
    select (select count(*)::int from lethe.data_requests where status = 'pending') as count,
      (select count(*)::int from lethe.data_requests r where ${isOpenProposal(sql)} and r.proposed_by <> ${adminId}) as "toApprove"`;
  return row;
}

/** Systems that were notified of the decision and have not answered, and those among them that are overdue. */
const waitingSystems = (sql: Sql) => sql`
  (select count(*)::int from lethe.erasure_notices n where n.request_id = r.id and n.result is null) as "waitingSystems",
  (select count(*)::int from lethe.erasure_notices n
    where n.request_id = r.id and n.result is null and n.due_at <= now()) as "overdueSystems"`;

type ListInput = InferOutput<typeof RequestListInput>;

type Cursor = ListInput['cursor'];

function isInRange(sql: Sql, order: ListInput['order'], from: Cursor, to: Cursor) {
  if (order === 'newest')
    return sql`r.number < coalesce(${typeof from === 'number' ? from : null}::bigint, 9223372036854775807)
      ${typeof to === 'number' ? sql`and r.number >= ${to}` : sql``}`;
  const { answerBy, number } = typeof from === 'object' ? from : { answerBy: '-infinity', number: 0 };
  return sql`r.status = 'pending' and (r.answer_by, r.number) > (${answerBy}::date, ${number}::bigint)
    ${typeof to === 'object' ? sql`and (r.answer_by, r.number) <= (${to.answerBy}::date, ${to.number}::bigint)` : sql``}`;
}
const orderBy = (sql: Sql, order: ListInput['order']) =>
  sql`order by ${order === 'due' ? sql`r.answer_by, r.number` : sql`r.number desc`}`;

/**
 * One page and one row more. `today` says which deadlines are over. The search finds the request of a destroyed customer by its
 * number alone. `viewerId`: which requests are theirs.
 */
export async function listRequests(
  sql: Sql,
  input: ListInput,
  today: Day,
  viewerId: string,
): Promise<ListedRequest[]> {
  const { cursor, limit, search } = input;
  const listBetween = (from: Cursor, to: Cursor, max: number, filter = sql``) =>
    selectRequests(sql, input, today, viewerId, { from, to, max, filter });
  if (!search) return listBetween(cursor, undefined, limit + 1);
  const { customer, request } = numbersIn(search);
  const found = await searchCustomers(sql, search, { customer, request: null });
  if (isCollected(found))
    return listBetween(
      cursor,
      undefined,
      limit + 1,
      sql`and r.id = any(${findMatchingIds(sql, found, request)})`,
    );
  const filter = sql`and (r.number = ${request}::bigint or ${searchFragment(sql, sql`r.customer_id`, found)})`;
  return walkList(
    limit + 1,
    cursor,
    (from, rows) => findNextCursor(sql, input.order, from, rows),
    (from, to, max) => listBetween(from, to, max, filter),
  );
}

const findMatchingIds = (sql: Sql, { ids }: SearchResult, request: number | null) => sql`array(
  select id from lethe.data_requests where customer_id = any(${ids}::uuid[])
  union select id from lethe.data_requests where number = ${request}::bigint)`;

interface Selection {
  from: Cursor;
  to: Cursor;
  max: number;
  filter: PendingQuery<PgRow[]>;
}
const selectRequests = (
  sql: Sql,
  input: ListInput,
  today: Day,
  viewerId: string,
  { from, to, max, filter }: Selection,
) => sql<ListedRequest[]>`
  select r.id as "requestId", r.number::int as number, r.customer_id as "customerId", c.name as "fullName", c.email,
    r.type, r.status, r.created_at as "createdAt", r.answer_by as "answerBy", r.decided_at as "decidedAt",
    r.decided_by_rule is not null as "decidedAutomatically", ${isOpenProposal(sql)} as "awaitsApproval", ${assignmentFragment(sql, viewerId)}, ${waitingSystems(sql)}
  from lethe.data_requests r left join lethe.customers c on c.id = r.customer_id
  where ${isInRange(sql, input.order, from, to)}
    ${input.overdue ? sql`and r.status = 'pending' and r.answer_by < ${today}::date` : sql``}
    ${input.status ? sql`and r.status = ${input.status}` : sql``}
    ${input.type ? sql`and r.type = ${input.type}` : sql``}
    ${input.mine ? sql`and r.assigned_to = ${viewerId}` : sql``}
    ${input.awaitingApproval ? sql`and ${isOpenProposal(sql)}` : sql``}
    ${input.waitingForSystems ? sql`and exists (select from lethe.erasure_notices n where n.request_id = r.id and n.result is null)` : sql``}
    ${filter}
  ${orderBy(sql, input.order)} limit ${max}`;

/** The position of the last of so many requests; undefined where there are fewer. */
async function findNextCursor(
  sql: Sql,
  order: ListInput['order'],
  from: Cursor,
  rows: number,
): Promise<Cursor> {
  const [last] = await sql<{ answerBy: string; number: number }[]>`
    select r.answer_by as "answerBy", r.number::int as number from lethe.data_requests r
    where ${isInRange(sql, order, from, undefined)} ${orderBy(sql, order)} offset ${rows - 1} limit 1`;
  return order === 'due' ? last : last?.number;
}

export async function findRequest(
  sql: Sql,
  requestId: string,
  viewerId: string,
): Promise<RequestFacts | undefined> {
  const [row] = await sql<RequestFacts[]>`
    select r.id as "requestId", r.number::int as number, r.customer_id as "customerId", c.name as "fullName", c.email,
      r.type, r.status, r.created_at as "createdAt", r.answer_by as "answerBy", r.decided_at as "decidedAt",
      r.decided_by_rule is not null as "decidedAutomatically", ${isOpenProposal(sql)} as "awaitsApproval", ${assignmentFragment(sql, viewerId)}, ${waitingSystems(sql)}, c.state as "customerState", r.note, r.reason,
      r.entered_by is not null as "enteredByAdmin", r.received_by as "receivedBy", r.received_on as "receivedOn",
      (select name from lethe.systems where id = r.system_id) as "enteredBySystem", r.decided_by_rule as "decidedByRule",
      lethe.automatic_on(r.id) as "automaticOn",
      ${adminNameFragment(sql, sql`r.decided_by`)} as "decidedBy", r.proposed_by is not null and r.proposal_id is null as "wasApproved",
      ${adminNameFragment(sql, sql`case when r.proposal_id is null then r.proposed_by end`)} as "proposedBy",
      r.lifted_at as "liftedAt", ${adminNameFragment(sql, sql`r.lifted_by`)} as "liftedBy",
      r.replaced_by::int as "replacedBy", (select min(o.number)::int from lethe.data_requests o where o.replaced_by = r.number) as replaces,
      array(select b.kind from lethe.blacklist_claims k join lethe.blacklist b on b.id = k.entry_id
        where k.request_id = r.id and k.ends_at > now()) as "blacklistedKinds"
    from lethe.data_requests r
    left join lethe.customers c on c.id = r.customer_id
    where r.id = ${requestId}`;
  return row;
}

/** The letter about the outcome; null where there was none. */
export async function findLetter(sql: Sql, requestId: string): Promise<InferOutput<typeof Letter> | null> {
  const [row] = await sql<InferOutput<typeof Letter>[]>`
    select o.id as "messageId", o.status, o.finished_at as "finishedAt", o.to_address is null as scrubbed, o.deadline_at as "deadlineAt",
      o.last_error as code, ${canBeSentAgain(sql)} as "canBeSentAgain"
    from lethe.outbox o where o.request_id = ${requestId} and o.template like 'outcome%'
    order by o.created_at desc limit 1`;
  return row ?? null;
}

/** `cursor`: a request's number; the page begins before it. */
export const listRequestsOfCustomer = (
  sql: Sql,
  customerId: string,
  { cursor, limit }: { cursor?: number | undefined; limit: number },
): Promise<RequestOfCustomer[]> => sql<RequestOfCustomer[]>`
  select id as "requestId", number::int as number, type, status, created_at as "createdAt"
  from lethe.data_requests
  where customer_id = ${customerId} and number < coalesce(${cursor ?? null}::bigint, 9223372036854775807)
  order by number desc limit ${limit + 1}`;
