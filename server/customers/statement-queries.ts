import type { Sql, TransactionSql } from 'postgres';
import type { StatedField, Statement } from './statement-schema.ts';

/** Values of connected systems that differ from the stored ones, for the customer and for an admin. */
export function listStatements(sql: Sql | TransactionSql, customerId: string): Promise<Statement[]> {
  return sql<Statement[]>`
    select s.system_id as "systemId", r.name as "systemName", s.field, s.value, s.reported_at as "reportedAt",
      s.field = any(c.set_by_hand) as settled, exists (select from lethe.external_ids e
        where e.customer_id = s.customer_id and e.system_id = s.system_id and s.field = any(e.corrected)) as notified
    from lethe.statements s
    join lethe.customers c on c.id = s.customer_id
    join lethe.systems r on r.id = s.system_id
    where s.customer_id = ${customerId}
    order by s.field, r.name, s.system_id`;
}

/** Locks the statement until the end of the transaction. Call it with the customer locked. */
export async function lockStatement(
  tx: TransactionSql,
  customerId: string,
  { systemId, field }: { systemId: string; field: StatedField },
): Promise<Pick<Statement, 'value' | 'reportedAt'> | undefined> {
  const [row] = await tx<Pick<Statement, 'value' | 'reportedAt'>[]>`
    select value, reported_at as "reportedAt" from lethe.statements
    where customer_id = ${customerId} and system_id = ${systemId} and field = ${field}
    for update`;
  return row;
}

/** Deletes the statements that no longer differ from the stored values. */
export async function deleteAgreeingStatements(
  tx: TransactionSql,
  customerId: string,
  stored: Partial<Record<StatedField, string | null>>,
): Promise<void> {
  await tx`
    delete from lethe.statements s using jsonb_each_text(${JSON.stringify(stored)}::text::jsonb) as stored (field, value)
    where s.customer_id = ${customerId} and s.field = stored.field and s.value = stored.value`;
}

export async function deleteStatement(
  tx: TransactionSql,
  customerId: string,
  { systemId, field }: { systemId: string; field: StatedField },
): Promise<void> {
  await tx`
    delete from lethe.statements
    where customer_id = ${customerId} and system_id = ${systemId} and field = ${field}`;
}
