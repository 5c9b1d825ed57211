import type { Sql, TransactionSql } from 'postgres';
import type { InferOutput } from 'valibot';
import {
  DOWNLOADS_PER_CUSTOMER,
  LOST_AFTER_MS,
  NESTED_PREFIX,
  OUTER_KEY,
  type Row,
  type Section,
} from './rules.ts';
import type { DownloadListInput, DownloadPage, DownloadsOfCustomerPage } from './schema.ts';

type DownloadRow = InferOutput<typeof DownloadPage>['items'][number];
type OwnDownloadRow = InferOutput<typeof DownloadsOfCustomerPage>['items'][number];

/** A download stays in the list by its number after its customer was destroyed. */
export function listDownloads(
  sql: Sql,
  { cursor, limit }: InferOutput<typeof DownloadListInput>,
): Promise<DownloadRow[]> {
  return sql<DownloadRow[]>`
    select e.number::int as number, e.customer_id as "customerId", c.name as "fullName", c.email,
      e.started_at as "startedAt", e.finished_at as "finishedAt", e.bytes::float8 as bytes,
      e.outcome
    from lethe.exports e left join lethe.customers c on c.id = e.customer_id
    where e.number < coalesce(${cursor ?? null}::bigint, 9223372036854775807)
    order by e.number desc
    limit ${limit + 1}`;
}

export function listDownloadsOfCustomer(
  sql: Sql,
  customerId: string,
  { cursor, limit }: InferOutput<typeof DownloadListInput>,
): Promise<OwnDownloadRow[]> {
  return sql<OwnDownloadRow[]>`
    select e.number::int as number, e.started_at as "startedAt", e.bytes::float8 as bytes, e.outcome
    from lethe.exports e
    where e.customer_id = ${customerId} and e.number < coalesce(${cursor ?? null}::bigint, 9223372036854775807)
    order by e.number desc
    limit ${limit + 1}`;
}

/** Rows in memory at once. */
const BATCH = 500;

/**
 * A customer's rows of one section, keyed by element name, in batches of a cursor. Table and column names come from the map, never from
 * input. Nested rows come joined to their outer rows, so that one cursor reads both in order.
 */
export function readSection(sql: TransactionSql, section: Section, customerId: string): AsyncIterable<Row[]> {
  const { table, by, order, inside } = section;
  const own = selectColumns(sql, section, 'o', '');
  if (inside === null) {
    return sql<Row[]>`
      select ${own} from ${sql(`lethe.${table}`)} o
      where ${ownedByCustomer(sql, section, customerId)}
      order by ${orderColumns(sql, [by, ...order], 'o')}`.cursor(BATCH);
  }
  const inner = inside.section;
  return sql<Row[]>`
    select o.id as ${sql(OUTER_KEY)}, ${sql(`i.${inside.link}`)} as ${sql(NESTED_PREFIX)}, ${own},
      ${selectColumns(sql, inner, 'i', NESTED_PREFIX)}
    from ${sql(`lethe.${table}`)} o
    left join ${sql(`lethe.${inner.table}`)} i
      on ${sql(`i.${inner.by}`)} = ${sql(`o.${by}`)} and ${sql(`i.${inside.link}`)} = o.id
    where ${sql(`o.${by}`)} = ${customerId}
    order by ${orderColumns(sql, [by, ...order], 'o')}, i.position`.cursor(BATCH);
}

type Fragment = ReturnType<TransactionSql>;

/** The customer's own rows, or the company's rows to which the customer's rows refer. */
const ownedByCustomer = (sql: TransactionSql, { by, referencedBy }: Section, customerId: string): Fragment =>
  referencedBy === null
    ? sql`${sql(`o.${by}`)} = ${customerId}`
    : sql`${sql(`o.${by}`)} in (${referencedBy.map(
        ({ table, column }, index) => sql`${index === 0 ? sql`` : sql` union all `}
        select ${sql(column)} from ${sql(`lethe.${table}`)} where customer_id = ${customerId}`,
      )})`;

const joinWithCommas = (sql: TransactionSql, parts: Fragment[]): Fragment[] =>
  parts.flatMap((part, index) => (index === 0 ? [part] : [sql`, `, part]));

const selectColumns = (sql: TransactionSql, { fields }: Section, alias: string, prefix: string) =>
  joinWithCommas(
    sql,
    fields.map(({ column, element }) => sql`${sql(`${alias}.${column}`)} as ${sql(prefix + element)}`),
  );

const orderColumns = (sql: TransactionSql, columns: string[], alias: string) =>
  joinWithCommas(
    sql,
    [...new Set(columns)].map((column) => sql`${sql(`${alias}.${column}`)}`),
  );

/** Key of the advisory locks, any fixed number that all servers share. The numbers after it are the slots. */
const DOWNLOAD_LOCK = 5_061_724;

/**
 * Takes one of the customer's few download slots, which all servers share. The slot is free again when the transaction ends; the
 * database frees it even when a server dies. False when all are taken.
 */
export async function takeDownloadSlot(sql: TransactionSql, customerId: string): Promise<boolean> {
  const [row] = await sql<[{ taken: boolean }]>`
    select exists (
      select from generate_series(1, ${DOWNLOADS_PER_CUSTOMER}::int) slot
      where pg_try_advisory_xact_lock(${DOWNLOAD_LOCK}::int + slot, hashtext(${customerId}))
    ) as taken`;
  return row.taken;
}

export async function recordDownload(tx: TransactionSql, customerId: string): Promise<number> {
  const [row] = await tx<[{ number: number }]>`
    insert into lethe.exports (customer_id) values (${customerId}) returning number::int as number`;
  return row.number;
}

/** Records the end even where the customer was destroyed meanwhile. */
export async function recordEndOfDownload(
  sql: Sql,
  number: number,
  outcome: 'complete' | 'aborted',
  bytes: number,
): Promise<void> {
  await sql`
    update lethe.exports set outcome = ${outcome}, bytes = ${bytes}, finished_at = now()
    where number = ${number} and outcome = 'running'`;
}

/** A download that still runs after its deadline lost its server. Reads only running downloads. */
export async function endLostDownloads(sql: Sql): Promise<void> {
  await sql`
    update lethe.exports set outcome = 'aborted', finished_at = now()
    where outcome = 'running' and started_at < now() - make_interval(secs => ${LOST_AFTER_MS / 1_000})`;
}

export async function isCustomerOpen(sql: Sql, customerId: string): Promise<boolean> {
  const rows = await sql`select 1 from lethe.customers where id = ${customerId} and state = 'open'`;
  return rows.length === 1;
}
