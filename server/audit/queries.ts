import type { Sql, TransactionSql } from 'postgres';
import type { Action } from './rules.ts';
import type { AuditListInput, AuditListItem } from './schema.ts';

/** What happened and who did it. Only counts, switches and opaque ids: an entry outlives an erasure and must name nobody. */
export interface AuditEntry {
  /** An admin's id; null if Lethe acted on its own. */
  actor: string | null;
  action: Action;
  requestId?: string;
  details?: Record<string, string | number | boolean | undefined>;
}

/**
 * The entry as part of the statement that makes the change, so that both are recorded together:
 * ``with changed as (update … returning …), audited as (${auditEntryFragment(sql, entry)} from changed) select …``.
 */
export const auditEntryFragment = (sql: Sql | TransactionSql, entry: AuditEntry) => sql`
  insert into lethe.audit (actor, action, request_id, details)
  select ${entry.actor}::uuid, ${entry.action}, ${entry.requestId ?? null}::uuid, ${sql.json(entry.details ?? {})}::jsonb`;

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
      (select name from lethe.users where id = a.actor) as "actorName", a.request_id as "requestId",
      (select number::float8 from lethe.data_requests where id = a.request_id) as "requestNumber", a.details
    from lethe.audit a
    where a.number < coalesce(${cursor ?? null}::bigint, 9223372036854775807)
      ${actor === undefined ? sql`` : actor === 'lethe' ? sql`and a.actor is null` : sql`and a.actor = ${actor}`}
      ${action === undefined ? sql`` : sql`and a.action = ${action}`}
      ${requestNumber === undefined ? sql`` : sql`and a.request_id = (select id from lethe.data_requests where number = ${requestNumber})`}
      ${from === undefined ? sql`` : sql`and a.created_at >= ${startOf(from, 0)}`}
      ${until === undefined ? sql`` : sql`and a.created_at < ${startOf(until, 1)}`}
    order by a.number desc limit ${limit + 1}`;
}
