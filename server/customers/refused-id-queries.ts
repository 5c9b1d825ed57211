import type { Sql } from 'postgres';
import type { InferOutput } from 'valibot';
import type { RefusedId, RefusedIdsOfCustomer } from './record-schema.ts';

/** One page and one row more, newest first: ids of rows about a customer that Lethe refused from systems. */
export function listRefusedIds(
  sql: Sql,
  customerId: string,
  { cursor, limit }: Omit<InferOutput<typeof RefusedIdsOfCustomer>, 'customerId'>,
): Promise<InferOutput<typeof RefusedId>[]> {
  return sql<InferOutput<typeof RefusedId>[]>`
    select i.system_id as "systemId", r.name as "systemName", i.kind, i.external_id as "externalId", i.reason,
      i.refused_at as "refusedAt"
    from lethe.refused_ids i join lethe.systems r on r.id = i.system_id
    where i.customer_id = ${customerId} and (i.refused_at, i.system_id, i.kind, i.external_id) < (
      coalesce(${cursor?.refusedAt ?? null}::timestamptz, 'infinity'),
      coalesce(${cursor?.systemId ?? null}::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'),
      coalesce(${cursor?.kind ?? null}::text, ''), coalesce(${cursor?.externalId ?? null}::text, ''))
    order by i.refused_at desc, i.system_id desc, i.kind desc, i.external_id desc
    limit ${limit + 1}`;
}
