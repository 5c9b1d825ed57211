import type { Sql } from 'postgres';
import type { InferOutput } from 'valibot';
import type { DownloadListInput, DownloadPage } from './schema.ts';

type DownloadRow = InferOutput<typeof DownloadPage>['items'][number];

/** The download stays listed by its number after its customer was destroyed. */
export function listDownloads(
  sql: Sql,
  { cursor, limit }: InferOutput<typeof DownloadListInput>,
): Promise<DownloadRow[]> {
  return sql<DownloadRow[]>`
    select e.number::int as number, e.customer_id as "customerId", u.name as "fullName", u.email,
      e.started_at as "startedAt", e.finished_at as "finishedAt", e.bytes::float8 as bytes, e.outcome
    from lethe.exports e left join lethe.users u on u.id = e.customer_id
    where ${cursor ?? null}::bigint is null or e.number < ${cursor ?? null}::bigint
    order by e.number desc
    limit ${limit + 1}`;
}
