import type { Sql, TransactionSql } from 'postgres';
import type { InferOutput } from 'valibot';
import { peopleFound } from '../customers/search-queries.ts';
import { customerNamed } from '../recipients/queries.ts';
import type { CustomerName } from '../recipients/schema.ts';
import type {
  OwnRequest,
  RequestDetail,
  RequestListInput,
  RequestRow,
  RequestsOfCustomerPage,
  RequestType,
} from './schema.ts';

type Own = InferOutput<typeof OwnRequest>;
type Row = InferOutput<typeof RequestRow>;
type RowOfCustomer = InferOutput<typeof RequestsOfCustomerPage>['items'][number];
type Detail = InferOutput<typeof RequestDetail>;
export type RequestFacts = Omit<Detail, 'toldServices' | 'standing' | 'services' | 'invoices' | 'earlier'>;

export interface NewRequest {
  customerId: string;
  type: RequestType;
  note: string | null;
  /** The admin who entered it on the customer's behalf. */
  enteredBy: string | null;
  /** The service that received it, and how; null where the customer asked here. */
  received: { recipientId: string; by: string; on: string | null; idempotencyKey: string | null } | null;
}

/** Art. 12(3) GDPR: one month from receipt. Null where the customer already has a pending request. */
export async function insertRequest(tx: TransactionSql, request: NewRequest): Promise<RequestRef | null> {
  const { received } = request;
  const [row] = await tx<RequestRef[]>`
    insert into lethe.data_requests
      (customer_id, type, note, entered_by, recipient_id, received_by, idempotency_key, answer_by)
    values (${request.customerId}, ${request.type}, ${request.note}, ${request.enteredBy},
      ${received?.recipientId ?? null}, ${received?.by ?? null}, ${received?.idempotencyKey ?? null},
      coalesce(${received?.on ?? null}::date::timestamptz, now()) + interval '1 month')
    on conflict (customer_id) where status = 'pending' do nothing
    returning id as "requestId", number::int as number, answer_by as "answerBy"`;
  return row ?? null;
}

export interface RequestRef {
  requestId: string;
  number: number;
  answerBy: string;
}

export const listOwnRequests = (
  sql: Sql | TransactionSql,
  customerId: string,
  { cursor, limit }: { cursor?: number | undefined; limit: number },
): Promise<Own[]> => sql<Own[]>`
  select id as "requestId", number::int as number, type, status, note, reason, created_at as "createdAt",
    answer_by as "answerBy", decided_at as "decidedAt", decided_by_rule is not null as "decidedAutomatically",
    lethe.automatic_at(id) as "automaticAt"
  from lethe.data_requests
  where customer_id = ${customerId} and number < coalesce(${cursor ?? null}::bigint, 9223372036854775807)
  order by number desc limit ${limit + 1}`;

/** Answers whether it was this customer's and pending. */
export async function cancelRequest(sql: Sql, customerId: string, requestId: string): Promise<boolean> {
  const { count } = await sql`
    update lethe.data_requests set status = 'cancelled', decided_at = now()
    where id = ${requestId} and customer_id = ${customerId} and status = 'pending'`;
  return count === 1;
}

export async function findOwnRequest(
  sql: Sql,
  customerId: string,
  requestId: string,
): Promise<Own | undefined> {
  const [row] = await sql<Own[]>`
    select id as "requestId", number::int as number, type, status, note, reason, created_at as "createdAt",
      answer_by as "answerBy", decided_at as "decidedAt", decided_by_rule is not null as "decidedAutomatically",
      lethe.automatic_at(id) as "automaticAt"
    from lethe.data_requests where id = ${requestId} and customer_id = ${customerId}`;
  return row;
}

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

/** Newest first. A search finds people by name or address, so it finds nobody who was destroyed. */
export function listRequests(sql: Sql, input: InferOutput<typeof RequestListInput>): Promise<Row[]> {
  return sql<Row[]>`
    select r.id as "requestId", r.number::int as number, r.customer_id as "customerId", u.name as "fullName", u.email,
      r.type, r.status, r.created_at as "createdAt", r.answer_by as "answerBy", r.decided_at as "decidedAt",
      r.decided_by_rule is not null as "decidedAutomatically", ${waitingServices(sql)}
    from lethe.data_requests r left join lethe.users u on u.id = r.customer_id
    where r.number < coalesce(${input.cursor ?? null}::bigint, 9223372036854775807)
      ${input.status ? sql`and r.status = ${input.status}` : sql``}
      ${input.type ? sql`and r.type = ${input.type}` : sql``}
      ${input.waitingForServices ? sql`and exists (select from lethe.erasure_notices n where n.request_id = r.id and n.result is null)` : sql``}
      ${input.search ? sql`and r.customer_id = any(${peopleFound(sql, input.search)})` : sql``}
    order by r.number desc limit ${input.limit + 1}`;
}

export async function findRequest(sql: Sql, requestId: string): Promise<RequestFacts | undefined> {
  const [row] = await sql<RequestFacts[]>`
    select r.id as "requestId", r.number::int as number, r.customer_id as "customerId", u.name as "fullName", u.email,
      r.type, r.status, r.created_at as "createdAt", r.answer_by as "answerBy", r.decided_at as "decidedAt",
      r.decided_by_rule is not null as "decidedAutomatically", ${waitingServices(sql)}, c.state as "customerState", r.note, r.reason,
      r.entered_by is not null as "enteredByAdmin", r.received_by as "receivedBy",
      (select name from lethe.recipients where id = r.recipient_id) as "enteredByService", r.decided_by_rule as "decidedByRule",
      lethe.automatic_at(r.id) as "automaticAt",
      (select name from lethe.users a where a.id = r.decided_by) as "decidedBy",
      array(select b.kind from lethe.blacklist b where b.request_id = r.id) as "blacklistedKinds",
      (select jsonb_build_object('status', o.status, 'finishedAt', o.finished_at, 'scrubbed', o.to_address is null,
          'deadlineAt', o.deadline_at)
        from lethe.outbox o where o.request_id = r.id and o.template like 'outcome%'
        order by o.created_at desc limit 1) as notice
    from lethe.data_requests r
    left join lethe.customers c on c.id = r.customer_id left join lethe.users u on u.id = c.id
    where r.id = ${requestId}`;
  return row;
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

/** Whom a decision is about, and the mark that tells whether they have changed since. */
export interface Subject {
  customerId: string;
  number: number;
  type: RequestType;
  answerBy: string;
  email: string | null;
  fullName: string | null;
  phone: string | null;
  companyNumber: string | null;
  birthDate: string | null;
  identity: string;
  /** What each recipient calls them. */
  externalIds: { recipientId: string; externalId: string }[];
}

/** Undefined where there is no such request; a null customer where it was destroyed. */
export async function findSubject(
  sql: Sql,
  requestId: string,
): Promise<Subject | { customerId: null } | undefined> {
  const [row] = await sql<(Subject | { customerId: null })[]>`
    select c.id as "customerId", r.number::int as number, r.type, r.answer_by as "answerBy", u.email, u.name as "fullName",
      c.phone, c.company_number as "companyNumber", c.birth_date as "birthDate", lethe.identity_of(c.id) as identity,
      (select coalesce(jsonb_agg(jsonb_build_object('recipientId', e.recipient_id, 'externalId', e.external_id)), '[]')
        from lethe.external_ids e where e.customer_id = c.id) as "externalIds"
    from lethe.data_requests r
    left join lethe.customers c on c.id = r.customer_id left join lethe.users u on u.id = c.id
    where r.id = ${requestId}`;
  return row;
}

export interface CarriedOut {
  number: number;
  status: Detail['status'];
  rows: number;
  remaining: number;
}

export interface Decision {
  requestId: string;
  outcome: 'block' | 'star' | 'destroy' | 'refuse';
  /** The admin; null where the system decides, under `rule`. */
  actor: string | null;
  rule: string | null;
  reason: string | null;
  identity: string;
  /** With kind `external_id` and a recipient: what that recipient must not bring back. */
  blacklist: { kind: string; hmac: string; endsAt: string; recipientId?: string }[];
  notice: { template: string; to: string; subject: string; body: string } | null;
  mapHash: string;
}

/** The decision, in one call: it is carried out as a whole or not at all. */
export async function carryOut(sql: Sql, d: Decision): Promise<CarriedOut> {
  const [row] = await sql<[CarriedOut]>`
    select number::int as number, status, rows, remaining from lethe.decide_request(
      ${d.requestId}, ${d.outcome}, ${d.actor}, ${d.rule}, ${d.reason}, ${d.identity},
      ${sql.json(d.blacklist)}, ${d.notice === null ? null : sql.json(d.notice)},
      ${d.mapHash})`;
  return row;
}

/** Whom a service names; null for nobody. */
export async function findCustomerNamed(
  tx: TransactionSql,
  recipientId: string,
  name: CustomerName,
): Promise<string | null> {
  const [row] = await tx<[{ id: string | null }]>`select ${customerNamed(tx, recipientId, name)} as id`;
  return row.id;
}

/** The request that a service has entered before under the same key. */
export async function findByIdempotencyKey(
  tx: TransactionSql,
  recipientId: string,
  idempotencyKey: string,
): Promise<{ requestId: string; number: number; customerId: string | null } | undefined> {
  const [row] = await tx<{ requestId: string; number: number; customerId: string | null }[]>`
    select id as "requestId", number::int as number, customer_id as "customerId" from lethe.data_requests
    where recipient_id = ${recipientId} and idempotency_key = ${idempotencyKey}`;
  return row;
}

export async function findRecipient(
  tx: TransactionSql,
  customerId: string,
): Promise<{ email: string | null; fullName: string | null }> {
  const [row] = await tx<[{ email: string | null; fullName: string | null }]>`
    select email, name as "fullName" from lethe.users where id = ${customerId}`;
  return row;
}

/**
 * Takes the row of a customer for whom an admin or a service enters a request, which is all that a blocked one accepts. Answers
 * the state; null where there is no such customer.
 */
export async function holdForRequest(
  tx: TransactionSql,
  customerId: string,
): Promise<'open' | 'blocked' | 'starred' | null> {
  const [row] = await tx<{ state: 'open' | 'blocked' | 'starred' }[]>`
    select state from lethe.customers where id = ${customerId} for key share`;
  if (row?.state === 'blocked') await tx`select set_config('lethe.guard', 'off', true)`;
  return row?.state ?? null;
}
