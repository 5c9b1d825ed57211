import type { ReservedSql, Sql } from 'postgres';
import type { PersonalDataMap } from './shape.ts';
import { TABLE_KINDS } from './sql-text.ts';

/**
 * Compares the map with the columns of the database. Answers one line for every column without an entry, with the line to add, and
 * one for every entry without a column. An empty list means that the map covers everything.
 */
export async function compareWithCatalog(sql: Sql | ReservedSql, map: PersonalDataMap): Promise<string[]> {
  const rows = await sql<{ table: string; column: string }[]>`
    select c.relname as "table", a.attname as "column"
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'lethe' and c.relkind::text = any(${TABLE_KINDS}) and a.attnum > 0 and not a.attisdropped
    order by 1, 2`;
  const existing = new Set(rows.map(({ table, column }) => `${table}.${column}`));
  const missing = rows
    .filter(({ table, column }) => !Object.hasOwn(map[table]?.columns ?? {}, column))
    .map(
      ({ table, column }) =>
        `lethe.${table}.${column} is not in the personal data map. Add to ${table}.columns in server/personal-data/map.ts: ` +
        `${column}: personal('contact', '${camel(column)}'),  or  ${column}: internal('why it may stay'),`,
    );
  const stale = Object.entries(map).flatMap(([table, entry]) =>
    Object.keys(entry.columns)
      .filter((column) => !existing.has(`${table}.${column}`))
      .map(
        (column) => `The personal data map names lethe.${table}.${column}, which the database does not have.`,
      ),
  );
  return [...missing, ...stale];
}

const camel = (column: string) =>
  column.replaceAll(/_([a-z])/gu, (_, letter: string) => letter.toUpperCase());
