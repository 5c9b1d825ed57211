import type { Sql } from 'postgres';
import { namedCustomerFragment } from '../external-ids/naming-queries.ts';
import type { CustomerName } from '../external-ids/schema.ts';

/** Removes a record that a system sent, or an attempt that was refused, so that no erasure notice lists its id. Returns whether anything was removed. */
export async function removeHandedIn(
  sql: Sql,
  systemId: string,
  { kind, customer, externalId }: { kind: 'service' | 'invoice'; customer: CustomerName; externalId: string },
): Promise<boolean> {
  const table = kind === 'service' ? sql`lethe.services` : sql`lethe.invoices`;
  const [row] = await sql<[{ removed: boolean }]>`
    with customer as materialized (select ${namedCustomerFragment(sql, systemId, customer)} as id),
    removed as (
      delete from ${table} r using customer
      where r.customer_id = customer.id and r.system_id = ${systemId} and r.external_id = ${externalId} returning 1
    ), refused as (
      delete from lethe.refused_ids r using customer
      where r.customer_id = customer.id and r.system_id = ${systemId} and r.kind = ${kind}
        and r.external_id = ${externalId} returning 1
    )
    select exists (select from removed) or exists (select from refused) as removed`;
  return row.removed;
}
