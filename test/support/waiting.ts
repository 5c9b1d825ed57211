import type { Sql } from 'postgres';
import { expect, vi } from 'vitest';

/** Waits for a state, not for a time: longer than it takes on a busy machine, so that a failure means it never came. */
export const eventually = (holds: () => unknown, timeout = 25_000): Promise<void> =>
  vi.waitFor(async () => void (await holds()), { timeout, interval: 20 });

/** Until some statement, or as many as that, waits for a lock that another one holds. */
export const untilSomebodyWaits = (sql: Sql, waiters = 1): Promise<void> =>
  eventually(async () => {
    const waiting = await sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    expect(waiting.length, 'waiting for a lock').toBeGreaterThanOrEqual(waiters);
  });

/** Until a connection's last statement is one like this (`ilike`), and it has ended. */
export const untilIdleAfter = (sql: Sql, statement: string): Promise<void> =>
  eventually(async () => {
    const idle = await sql`select from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and state = 'idle' and query ilike ${statement}`;
    expect(idle.length, `idle after ${statement}`).toBeGreaterThan(0);
  });
