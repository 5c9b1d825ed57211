import type { Sql } from 'postgres';

/**
 * Every row of every table with one of these texts, written out or as bytes. Reads each table once, however many texts there are: letters,
 * digits and what an address has, since they become one expression.
 */
export async function rowsWith(sql: Sql, texts: readonly string[]): Promise<string[]> {
  const tables = await sql<{ name: string }[]>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'lethe' and c.relkind = 'r' order by 1`;
  const needle = [...texts, ...texts.map((text) => Buffer.from(text).toString('hex'))].join('|');
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await sql<{ row: string }[]>`
      select ${name} || ' ' || t::text as row from ${sql(`lethe.${name}`)} t where t::text ~ ${needle} order by 1`;
    found.push(...rows.map(({ row }) => row));
  }
  return found;
}
