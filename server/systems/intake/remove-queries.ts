import type { Sql } from 'postgres';
import { customerNamed } from '../external-ids/naming-queries.ts';
import type { CustomerName } from '../external-ids/schema.ts';

/** Removes what a system handed in, or tried to, so that an erasure no longer names it. Answers whether there was anything. */
export async function removeHandedIn(
  sql: Sql,
  systemId: string,
  { kind, customer, externalId }: { kind: 'service' | 'invoice'; customer: CustomerName; externalId: string },
): Promise<boolean> {
  const table = kind === 'service' ? sql`lethe.services` : sql`lethe.invoices`;
  const [row] = await sql<[{ removed: boolean }]>`
    with whose as materialized (select ${customerNamed(sql, systemId, customer)} as id),
    gone as (
      delete from ${table} r using whose
      where r.customer_id = whose.id and r.system_id = ${systemId} and r.external_id = ${externalId} returning 1
    ), refused as (
      delete from lethe.refused_ids r using whose
      where r.customer_id = whose.id and r.system_id = ${systemId} and r.kind = ${kind}
        and r.external_id = ${externalId} returning 1
    )
    select exists (select from gone) or exists (select from refused) as removed`;
  return row.removed;
}
