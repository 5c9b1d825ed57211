import type { PersonalDataMap } from './shape.ts';
import { ofCustomer, qualifiedTable } from './sql-text.ts';

/** `lethe.count_personal_data(customer)`: how many rows each table has about one customer. Each count reads one range of an index. */
export function compileCounts(map: PersonalDataMap): string {
  const selects = Object.entries(map)
    .filter(([, table]) => table.rows === 'customer' || table.rows === 'matched by')
    .map(
      ([table, entry]) =>
        `select '${table}'::text, count(*)::int from ${qualifiedTable(table)} where ${ofCustomer(entry, 'p_customer')}`,
    );
  return `
create or replace function lethe.count_personal_data(p_customer uuid) returns table (table_name text, row_count int)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $counts$
  ${selects.join('\n  union all ')}
$counts$;`;
}
