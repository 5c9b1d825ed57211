import type { ReservedSql, Sql } from 'postgres';
import type { RowCount } from './preview.ts';

export interface InstalledMap {
  version: number;
  hash: string;
}

/** How many rows each table has about a customer. */
export const countPersonalData = (sql: Sql, customerId: string): Promise<RowCount[]> =>
  sql<RowCount[]>`
    select table_name as "table", row_count as rows from lethe.count_personal_data(${customerId}) order by 1`;

/** The map from which the installed functions were compiled; undefined before the first migration has ended. */
export async function findInstalledMap(sql: Sql | ReservedSql): Promise<InstalledMap | undefined> {
  const [installed] = await sql<InstalledMap[]>`
    select map_version as version, map_hash as hash from lethe.personal_data_functions`;
  return installed;
}
