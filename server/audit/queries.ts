import type { Sql, TransactionSql } from 'postgres';

/** What happened and who did it. Only counts, switches and opaque ids: an entry outlives an erasure and must name nobody. */
export interface AuditEntry {
  /** An admin's id; null if Lethe acted on its own. */
  actor: string | null;
  action: string;
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
