import type { Sql } from 'postgres';

/** Resolves once a statement in this database waits for a lock that another one holds. */
export async function untilSomebodyWaits(sql: Sql): Promise<void> {
  for (;;) {
    const [row] = await sql`
      select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    if (row !== undefined) return;
  }
}
