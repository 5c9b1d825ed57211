import type { PendingQuery, Row, Sql, TransactionSql } from 'postgres';
import { type Action, MOST_ACTORS } from './rules.ts';
import type { AuditActor, AuditListInput, AuditListItem } from './schema.ts';

/** What happened and who did it. Only counts, switches and opaque ids: an entry outlives an erasure and must name nobody. */
export interface AuditEntry {
  /** An admin's id; null if a system or Lethe itself acted. */
  actor: string | null;
  /** The key with which a system acted. */
  systemKeyId?: string | undefined;
  action: Action;
  requestId?: string;
  details?: Record<string, string | number | boolean | undefined>;
}

/**
 * The entry as part of the statement that makes the change, so that both are recorded together:
 * ``with changed as (update … returning …), audited as (${auditEntryFragment(sql, entry)} from changed) select …``.
 */
export const auditEntryFragment = (sql: Sql | TransactionSql, entry: AuditEntry) => sql`
  insert into lethe.audit (actor, system_key_id, action, request_id, details)
  select ${entry.actor}::uuid, ${entry.systemKeyId ?? null}::uuid, ${entry.action}, ${entry.requestId ?? null}::uuid, ${sql.json(entry.details ?? {})}::jsonb`;

/** A part of statements: an admin's name, or address if they have given no name; null once they have left the team. */
export const adminNameFragment = (sql: Sql | TransactionSql, id: PendingQuery<Row[]>) => sql`
  (select coalesce(nullif(trim(named.name), ''), named.email) from lethe.admins member join lethe.users named on named.id = member.id
    where member.id = ${id})`;

/**
 * A part of statements: whom or what the entry `a` was about beside a request, by the name of today: the member (or the proposer), the
 * connected system, or the webhook by its host, since the rest of its address may be secret. Null where it is gone.
 */
const subjectNameFragment = (sql: Sql) => sql`
  coalesce(${adminNameFragment(sql, sql`coalesce(a.details ->> 'adminId', a.details ->> 'proposedBy')::uuid`)},
    (select s.name from lethe.systems s where s.id = coalesce((a.details ->> 'systemId')::uuid,
      (select k.system_id from lethe.system_keys k where k.id = (a.details ->> 'systemKeyId')::uuid),
      (select n.system_id from lethe.erasure_notices n where n.id = (a.details ->> 'erasureId')::uuid))),
    (select substring(w.url from '^https?://(?:[^/?#]*@)?([^/?#]+)') from lethe.webhooks w
      where w.id = (a.details ->> 'webhookId')::uuid))`;

export async function recordAudit(sql: Sql | TransactionSql, entry: AuditEntry): Promise<void> {
  await auditEntryFragment(sql, entry);
}

/** Notes that an admin looked at a customer: once for each admin, customer and hour, so that opening a page twice is one entry. */
export async function recordView(sql: Sql, adminId: string, customerId: string): Promise<void> {
  await sql`
    insert into lethe.audit (actor, action, details)
    values (${adminId}, 'customer_viewed', ${sql.json({ customerId })})
    on conflict (actor, (details ->> 'customerId'), (date_trunc('hour', created_at at time zone 'UTC')))
      where action = 'customer_viewed' do nothing`;
}

/** Notes that a key read about customers: once for each key, customer and hour. */
export async function recordReadings(sql: Sql, systemKeyId: string, customerIds: string[]): Promise<void> {
  await sql`
    insert into lethe.audit (system_key_id, action, details)
    select ${systemKeyId}, 'customer_read', jsonb_build_object('customerId', id) from unnest(${customerIds}::uuid[]) id
    on conflict (system_key_id, (details ->> 'customerId'), (date_trunc('hour', created_at at time zone 'UTC')))
      where action = 'customer_read' do nothing`;
}

/** Notes that a key sent data: once for each key and hour. */
export async function recordSending(sql: Sql, systemKeyId: string): Promise<void> {
  await sql`
    insert into lethe.audit (system_key_id, action) values (${systemKeyId}, 'data_sent')
    on conflict (system_key_id, (date_trunc('hour', created_at at time zone 'UTC'))) where action = 'data_sent' do nothing`;
}

/** Ends up to so many entries that are older than `AUDIT_YEARS`. The database decides which: the server could delete no other. */
export async function endOldEntries(sql: Sql, most: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`select lethe.end_old_audit_entries(${most}) as count`;
  return row.count;
}

/** Present members, the longest here first, then removed ones, the last removed first: as long as the entry of their removal is kept. */
export const listActors = (sql: Sql): Promise<AuditActor[]> => sql<AuditActor[]>`
  (select a.id as "adminId", coalesce(nullif(trim(u.name), ''), u.email, '') as name, null::timestamptz as "removedAt"
    from lethe.admins a join lethe.users u on u.id = a.id order by a.created_at, a.id limit ${MOST_ACTORS})
  union all
  (select (details->>'adminId')::uuid, null, created_at from lethe.audit
    where action = 'member_removed' order by number desc limit ${MOST_ACTORS})
  limit ${MOST_ACTORS}`;

function isActor(sql: Sql, actor: NonNullable<AuditListInput['actor']>) {
  if (actor === 'lethe') return sql`and a.actor is null and a.system_key_id is null`;
  return actor === 'systems' ? sql`and a.system_key_id is not null` : sql`and a.actor = ${actor}`;
}

/** Newest first, one row more than a page. Days are those of `timeZone`. */
export function listAudit(
  sql: Sql,
  timeZone: string,
  { cursor, limit, actor, action, requestNumber, from, until }: AuditListInput,
): Promise<AuditListItem[]> {
  const startOf = (day: string, plus: number) =>
    sql`((${day}::date + ${plus}::int)::timestamp at time zone ${timeZone})`;
  return sql<AuditListItem[]>`
    select a.number::float8 as number, a.created_at as at, a.action, a.actor as "actorId",
      ${adminNameFragment(sql, sql`a.actor`)} as "actorName",
      (select s.name from lethe.system_keys k join lethe.systems s on s.id = k.system_id where k.id = a.system_key_id) as "systemName", a.request_id as "requestId",
      (select number::float8 from lethe.data_requests where id = a.request_id) as "requestNumber",
      ${subjectNameFragment(sql)} as "subjectName", a.details
    from lethe.audit a
    where a.number < coalesce(${cursor ?? null}::bigint, 9223372036854775807)
      ${actor === undefined ? sql`` : isActor(sql, actor)}
      ${action === undefined ? sql`` : sql`and a.action = ${action}`}
      ${requestNumber === undefined ? sql`` : sql`and a.request_id = (select id from lethe.data_requests where number = ${requestNumber})`}
      ${from === undefined ? sql`` : sql`and a.created_at >= ${startOf(from, 0)}`}
      ${until === undefined ? sql`` : sql`and a.created_at < ${startOf(until, 1)}`}
    order by a.number desc limit ${limit + 1}`;
}
