import type { Sql } from 'postgres';
import { isConnectionLost } from '../../db/errors.ts';
import { repeat } from './schedule.ts';

const EVERY_MS = 5_000;

/**
 * After a failover the former primary comes back as a standby, sometimes before the address of the database leads elsewhere. Sessions that
 * were opened there meanwhile would refuse every write for as long as the driver keeps them. So every session of our role at a standby is ended, this one
 * too, and the driver opens new ones where the address leads by then.
 */
export const leaveStandbys = (sql: Sql, signal: AbortSignal): Promise<void> =>
  repeat({ event: 'leaving_standby_failed', everyMs: EVERY_MS, signal }, async () => {
    try {
      await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where pg_is_in_recovery() and usename = current_user and datname = current_database()`;
    } catch (error) {
      if (!isConnectionLost(error)) throw error;
    }
  });
