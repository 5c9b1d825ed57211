import type { Sql } from 'postgres';
import type { InferOutput } from 'valibot';
import type { RefusedId, RefusedIdsOfCustomer } from './record-schema.ts';

/** One page and one row more, newest first: what systems tried to hand in about a customer and were refused. */
export function listRefusedIds(
  sql: Sql,
  customerId: string,
  { cursor, limit }: Omit<InferOutput<typeof RefusedIdsOfCustomer>, 'customerId'>,
): Promise<InferOutput<typeof RefusedId>[]> {
  return sql<InferOutput<typeof RefusedId>[]>`
    select i.recipient_id as "recipientId", r.name as "recipientName", i.kind, i.external_id as "externalId", i.reason,
      i.refused_at as "refusedAt"
    from lethe.refused_ids i join lethe.recipients r on r.id = i.recipient_id
    where i.customer_id = ${customerId} and (i.refused_at, i.recipient_id, i.kind, i.external_id) < (
      coalesce(${cursor?.refusedAt ?? null}::timestamptz, 'infinity'),
      coalesce(${cursor?.recipientId ?? null}::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'),
      coalesce(${cursor?.kind ?? null}::text, ''), coalesce(${cursor?.externalId ?? null}::text, ''))
    order by i.refused_at desc, i.recipient_id desc, i.kind desc, i.external_id desc
    limit ${limit + 1}`;
}
