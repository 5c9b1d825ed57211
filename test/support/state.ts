import type { Sql } from 'postgres';

/**
 * A digest of every row of every table but the limiter's: equal before and after means that nothing was written, but ids that were refused
 * where a test says so.
 */
export async function stateOf(sql: Sql, but: readonly string[] = []): Promise<string> {
  const tables = await sql<{ name: string }[]>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'lethe' and c.relkind = 'r' and c.relname <> all(${['rate_limits', ...but]}) order by 1`;
  const digests: string[] = [];
  for (const { name } of tables) {
    const [row] = await sql<[{ digest: string | null }]>`
      select md5(string_agg(t::text, chr(10) order by t::text)) as digest from ${sql(`lethe.${name}`)} t`;
    digests.push(`${name} ${row.digest}`);
  }
  return digests.join('\n');
}
