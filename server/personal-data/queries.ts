import type { Sql } from 'postgres';
import type { Counted } from './preview.ts';

/** How many rows each table holds about a customer. */
export const countPersonalData = (sql: Sql, customerId: string): Promise<Counted[]> =>
  sql<Counted[]>`
    select table_name as "table", row_count as rows from lethe.count_personal_data(${customerId}) order by 1`;
