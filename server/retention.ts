import type { Sql } from 'postgres';
import { forgetUnconfirmedSignUps } from './accounts/unconfirmed-queries.ts';
import { endLostDownloads } from './exports/queries.ts';
import { repeat } from './schedule.ts';

/** Sign-ins serve to notice a stranger in one's account; half a year is enough for that. GDPR Art. 5(1)(e). */
export const SIGN_IN_DAYS = 180;

/** A message without a customer, such as one to an admin, is forgotten as late as a sign-in. */
const ORPHANED_MESSAGE_DAYS = 180;

/** A service that is late must still be able to learn whom it is to erase; one that never answers must not keep the id here. */
export const LATE_DAYS = 30;

/** A service's reason to keep something, without a day: as long as anybody can ordinarily ask to be shown what we did. */
export const REASON_YEARS = 3;

/**
 * What has run out, and when. Each goes over an index, or over a table of short-lived links that stays small because of it; doing it
 * twice changes nothing.
 */
const prunings = [
  (sql: Sql) => sql`
    update lethe.erasure_notices set external_id = null, records = '[]'
    where (external_id is not null or records <> '[]') and due_at < now() - make_interval(days => ${LATE_DAYS})`,
  (sql: Sql) => sql`
    update lethe.erasure_notices set reason = null where reason is not null and retained_until < current_date`,
  (sql: Sql) => sql`
    update lethe.erasure_notices set reason = null
    where reason is not null and retained_until is null and acknowledged_at < now() - make_interval(years => ${REASON_YEARS})`,
  (sql: Sql) => sql`delete from lethe.erased_external_ids where ends_at <= now()`,
  (sql: Sql) =>
    sql`delete from lethe.sign_ins where signed_in_at < now() - make_interval(days => ${SIGN_IN_DAYS})`,
  (sql: Sql) => sql`delete from lethe.sessions where expires_at <= now()`,
  (sql: Sql) => sql`delete from lethe.verifications where expires_at <= now()`,
  (sql: Sql) => sql`delete from lethe.email_tokens where expires_at <= now()`,
  (sql: Sql) => sql`delete from lethe.email_changes where expires_at <= now()`,
  (sql: Sql) => sql`delete from lethe.rate_limits where expires_at <= now()`,
  (sql: Sql) => sql`delete from lethe.blacklist where ends_at <= now()`,
  (sql: Sql) => sql`
    delete from lethe.outbox where customer_id is null and status <> 'queued'
      and created_at < now() - make_interval(days => ${ORPHANED_MESSAGE_DAYS})`,
  forgetUnconfirmedSignUps,
  endLostDownloads,
];

/**
 * One after the other, on one connection: the others are the pages'. Each for itself: a table that cannot be pruned now does not keep the
 * rest from it.
 */
export async function prune(sql: Sql): Promise<void> {
  const failures: unknown[] = [];
  for (const pruning of prunings) {
    // oxlint-disable-next-line no-await-in-loop -- all at once would take every connection of the pool
    await pruning(sql).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}

const HOUR_MS = 3_600_000;

export const startRetention = ({ sql, signal }: { sql: Sql; signal: AbortSignal }): Promise<void> =>
  repeat({ event: 'retention_failed', everyMs: HOUR_MS, signal }, () => prune(sql));
