import type { Sql } from 'postgres';
import { TABLE_KINDS } from './sql-text.ts';

export interface Hit {
  table: string;
  column: string;
  rows: number;
}

/**
 * Searches every column of every table of the schema for a text, with each value read as text and regardless of case. It reads whole
 * tables, so it is for proofs and tests, not for pages.
 */
export async function findEverywhere(sql: Sql, needle: string): Promise<Hit[]> {
  const columns = await sql<{ table: string; column: string }[]>`
    select c.relname as "table", a.attname as "column"
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'lethe' and c.relkind::text = any(${TABLE_KINDS}) and a.attnum > 0 and not a.attisdropped
    order by 1, 2`;
  const hits: Hit[] = [];
  for (const { table, column } of columns) {
    const [found] = await sql<[{ rows: number }]>`
      select count(*)::int as rows from ${sql(`lethe.${table}`)}
      where position(lower(${needle}) in lower(${sql(column)}::text)) > 0`;
    if (found.rows > 0) hits.push({ table, column, rows: found.rows });
  }
  return hits;
}
