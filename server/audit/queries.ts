import type { Sql, TransactionSql } from 'postgres';

/** What happened, by whom. Counts, switches and opaque ids only: an entry must survive an erasure without naming anyone. */
export interface AuditEntry {
  /** An admin's id; null where the system acted. */
  actor: string | null;
  action: string;
  requestId?: string;
  details?: Record<string, string | number | boolean | undefined>;
}

/**
 * The entry as the head of a statement, to be recorded together with what it tells of, as one statement:
 * ``with changed as (update … returning …), audited as (${auditEntry(sql, entry)} from changed) select …``.
 */
export const auditEntry = (sql: Sql | TransactionSql, entry: AuditEntry) => sql`
  insert into lethe.audit (actor, action, request_id, details)
  select ${entry.actor}::uuid, ${entry.action}, ${entry.requestId ?? null}::uuid, ${sql.json(entry.details ?? {})}::jsonb`;

export async function recordAudit(sql: Sql | TransactionSql, entry: AuditEntry): Promise<void> {
  await auditEntry(sql, entry);
}
