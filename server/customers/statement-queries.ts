import type { Sql, TransactionSql } from 'postgres';
import type { StatedField, Statement } from './statement-schema.ts';

/** What connected systems say of a customer where that differs from what is held, for the person and for an admin. */
export function listStatements(sql: Sql | TransactionSql, customerId: string): Promise<Statement[]> {
  return sql<Statement[]>`
    select s.system_id as "systemId", r.name as "systemName", s.field, s.value, s.said_at as "saidAt",
      s.field = any(c.set_by_hand) as settled, exists (select from lethe.external_ids e
        where e.customer_id = s.customer_id and e.system_id = s.system_id and s.field = any(e.corrected)) as told
    from lethe.statements s
    join lethe.customers c on c.id = s.customer_id
    join lethe.systems r on r.id = s.system_id
    where s.customer_id = ${customerId}
    order by s.field, r.name, s.system_id`;
}

/** To be called in turns: what was found stands until the end of the transaction. */
export async function findStatement(
  tx: TransactionSql,
  customerId: string,
  { systemId, field }: { systemId: string; field: StatedField },
): Promise<Pick<Statement, 'value' | 'saidAt'> | undefined> {
  const [row] = await tx<Pick<Statement, 'value' | 'saidAt'>[]>`
    select value, said_at as "saidAt" from lethe.statements
    where customer_id = ${customerId} and system_id = ${systemId} and field = ${field}
    for update`;
  return row;
}

/** Whatever a system says of the field that is held now differs no longer. */
export async function deleteAgreeingStatements(
  tx: TransactionSql,
  customerId: string,
  held: Partial<Record<StatedField, string | null>>,
): Promise<void> {
  await tx`
    delete from lethe.statements s using jsonb_each_text(${JSON.stringify(held)}::text::jsonb) as held (field, value)
    where s.customer_id = ${customerId} and s.field = held.field and s.value = held.value`;
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
