import type { Sql, TransactionSql } from 'postgres';
import type { InferOutput } from 'valibot';
import { inTransaction, retryTransaction } from '../../../db/transaction.ts';
import { auditEntryFragment } from '../../audit/queries.ts';
import { NOTIFIED_LATELY_SECONDS } from '../../values/limits-and-periods.ts';
import { canReadErasures } from '../keys/queries.ts';
import { forgetAddressesAfterLastAnswer } from './address-queries.ts';
import type { Acknowledge, Acknowledged, Feed, FeedInput, NotifiedSystem, OverdueCounts } from './schema.ts';

export type NumberedErasure = Feed['items'][number] & { number: number };
/** `isNews`: the system has not read it in the last seconds. */
export type ListedErasure = NumberedErasure & { isNews: boolean };

const columns = (sql: Sql) => sql`
  n.number::float8 as number, n.id as "erasureId", names.external_ids as "externalIds", n.linked, n.handed_in as "handedIn", names.records, n.outcome,
  n.created_at as "decidedAt", n.due_at as "dueAt", n.result is null and n.due_at <= now() as overdue, n.result`;

/** A system may have given an id to somebody else since the decision, so each reading compares the ids again. */
const namesInNotice = (sql: Sql | TransactionSql) => sql`
  cross join lateral lethe.names_in_notice(n.system_id, n.customer_id, n.external_ids, n.records) names`;

/** The system's erasures, oldest first; without `after` only those not acknowledged. */
export const listErasures = (
  sql: Sql,
  systemId: string,
  { after, limit }: Pick<FeedInput, 'after' | 'limit'>,
): Promise<ListedErasure[]> => sql<ListedErasure[]>`
  select ${columns(sql)},
    coalesce(n.notified_at <= now() - make_interval(secs => ${NOTIFIED_LATELY_SECONDS}), true) as "isNews"
  from (select * from lethe.erasure_notices
    where system_id = ${systemId} ${after === undefined ? sql`and result is null` : sql`and number > ${after}`}
    order by number limit ${limit}) n ${namesInNotice(sql)}
  order by n.number`;

/** Records when the system read these erasures. It skips rows that another reader of the same feed is updating. */
export async function recordNotified(sql: Sql, erasureIds: readonly string[]): Promise<void> {
  await sql`
    update lethe.erasure_notices set notified_at = now() where id in (
      select id from lethe.erasure_notices where id = any(${erasureIds}::uuid[]) order by number for no key update skip locked)`;
}

/** Overdue erasures before a cursor. */
export const listOverdueErasures = (
  sql: Sql,
  systemId: string,
  before: number,
  limit: number,
): Promise<NumberedErasure[]> =>
  sql<NumberedErasure[]>`
  select ${columns(sql)} from (select * from lethe.erasure_notices
    where system_id = ${systemId} and number <= ${before} and result is null and due_at <= now()
    order by number limit ${limit}) n ${namesInNotice(sql)}
  order by n.number`;

/** Locks the request's row before the notice's, so that the later of two simultaneous answers waits and then sees the first. */
export async function lockRequestOfErasure(tx: TransactionSql, erasureId: string): Promise<void> {
  await tx`
    select from lethe.data_requests r
    where r.id = (select n.request_id from lethe.erasure_notices n where n.id = ${erasureId}) for no key update`;
}

/** The system that calls, and the key by which it does. */
export interface Caller {
  systemId: string;
  systemKeyId: string;
}

/**
 * Records a system's answer in one conditional update: `retained` may become `done` later, and `done` stays. The same statement deletes the
 * notice's ids and, with the last answer, the hashes of the person's addresses. Undefined if nothing changed.
 */
export async function acknowledgeErasure(
  sql: TransactionSql,
  { systemId, systemKeyId }: Caller,
  { erasureId, result, reason, until }: Acknowledge,
): Promise<InferOutput<typeof Acknowledged> | undefined> {
  await lockRequestOfErasure(sql, erasureId);
  const [row] = await sql<InferOutput<typeof Acknowledged>[]>`
    with answered as (
      update lethe.erasure_notices set result = ${result}, reason = ${reason ?? null}, retained_until = ${until ?? null},
        acknowledged_at = now(), external_ids = '{}', records = '[]'
      where id = ${erasureId} and system_id = ${systemId} and (result is null or result = 'marked_notified' or (result = 'retained'
        and (result, reason, retained_until) is distinct from (${result}, ${reason ?? null}, ${until ?? null}::date)))
      returning id, request_id, result, acknowledged_at
    ), forgotten as (${forgetAddressesAfterLastAnswer(sql, sql`answered`)}), audited as (
      insert into lethe.audit (system_key_id, action, request_id, details)
      select ${systemKeyId}::uuid, 'erasure_acknowledged', request_id, jsonb_build_object('result', result) from answered)
    select id as "erasureId", result, acknowledged_at as "acknowledgedAt" from answered`;
  return row;
}

export async function findAcknowledgement(
  sql: Sql,
  systemId: string,
  erasureId: string,
): Promise<InferOutput<typeof Acknowledged> | undefined> {
  const [row] = await sql<InferOutput<typeof Acknowledged>[]>`
    select id as "erasureId", result, acknowledged_at as "acknowledgedAt"
    from lethe.erasure_notices where id = ${erasureId} and system_id = ${systemId}`;
  return row;
}

/** Records that an admin notified the system in another way, only if it has no valid key. Returns whether it was recorded. */
export const markNotified = (sql: Sql, adminId: string, erasureId: string): Promise<boolean> =>
  retryTransaction(() =>
    inTransaction(sql, async (tx) => {
      await lockRequestOfErasure(tx, erasureId);
      return recordMarkedNotified(tx, adminId, erasureId);
    }),
  );

async function recordMarkedNotified(
  sql: TransactionSql,
  adminId: string,
  erasureId: string,
): Promise<boolean> {
  const audited = auditEntryFragment(sql, {
    actor: adminId,
    action: 'erasure_marked_notified',
    details: { erasureId },
  });
  const rows = await sql`
    with marked as (
      update lethe.erasure_notices n set result = 'marked_notified', acknowledged_at = now(), external_ids = '{}', records = '[]'
      where n.id = ${erasureId} and n.result is null and not ${canReadErasures(sql, sql`n.system_id`)} returning n.id, n.request_id
    ), forgotten as (${forgetAddressesAfterLastAnswer(sql, sql`marked`)}), audited as (${audited} from marked)
    select id from marked`;
  return rows.length > 0;
}

/** Whether the erasure has no answer yet; undefined if there is no such erasure. */
export async function isErasureUnanswered(sql: Sql, erasureId: string): Promise<boolean | undefined> {
  const [row] = await sql<{ unanswered: boolean }[]>`
    select result is null as unanswered from lethe.erasure_notices where id = ${erasureId}`;
  return row?.unanswered;
}

/** Every system that Lethe notified of a decision, those without an answer first. */
export const listNotifiedSystems = (
  sql: Sql | TransactionSql,
  requestId: string,
): Promise<NotifiedSystem[]> =>
  sql<NotifiedSystem[]>`
  select n.id as "erasureId", r.name, n.linked, n.handed_in as "handedIn", n.due_at as "dueAt", n.result is null and n.due_at <= now() as overdue,
    case when n.result is null and not ${canReadErasures(sql, sql`n.system_id`)}
      then jsonb_build_object('externalIds', names.external_ids, 'records', names.records) end as "idsToPassOn",
    n.result, n.reason, n.retained_until as "retainedUntil", n.acknowledged_at as "acknowledgedAt"
  from lethe.erasure_notices n join lethe.systems r on r.id = n.system_id ${namesInNotice(sql)}
  where n.request_id = ${requestId} order by n.acknowledged_at nulls first, r.name`;

/** The systems that Lethe would notify of a block, star or destroy of this customer, those that know the customer first. The decision uses the same function. */
export const listSystemsToNotify = (
  sql: Sql,
  customerId: string,
): Promise<Pick<NotifiedSystem, 'name' | 'linked' | 'handedIn'>[]> =>
  sql<Pick<NotifiedSystem, 'name' | 'linked' | 'handedIn'>[]>`
  select name, linked, handed_in as "handedIn" from lethe.systems_to_notify(lethe.external_ids_of(${customerId}))
  order by not linked, not handed_in, name`;

/** Counts overdue acknowledgements and their systems. It reads only notices without an answer. */
export async function countOverdueSystems(sql: Sql): Promise<OverdueCounts> {
  const [row] = await sql<[OverdueCounts]>`
    select count(distinct system_id)::int as systems, count(*)::int as acknowledgements
    from lethe.erasure_notices where result is null and due_at <= now()`;
  return row;
}
