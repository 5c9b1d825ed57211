import type { PendingQuery, Row, Sql } from 'postgres';
import { endedSessionFragments } from '../accounts/sessions/queries.ts';
import { deleteUnconfirmedSignUps } from '../accounts/unconfirmed-queries.ts';
import { endOldEntries } from '../audit/queries.ts';
import { endLostDownloads } from '../exports/queries.ts';
import { isAnswerAwaited } from '../systems/erasures/address-queries.ts';
import {
  BARRED_YEARS,
  LATE_DAYS,
  REASON_YEARS,
  SIGN_IN_DAYS,
  WEBHOOK_DAYS,
} from '../values/limits-and-periods.ts';
import { log } from './log.ts';
import { causeOf, repeat } from './schedule.ts';

/** A letter without a customer, such as one to an admin, is deleted after the same time as a sign-in. */
const ORPHANED_MESSAGE_DAYS = SIGN_IN_DAYS;

/** An account that a link to set a password offered, and that nobody opened; the link works for an hour. */
export const OFFER_DAYS = 1;

/** Rows in one statement. After a long pause or a large import, a single statement would hit its timeout of 5 seconds every hour. */
const BATCH_SIZE = 2_000;

type Fragment = PendingQuery<Row[]>;
type Pruning = (sql: Sql) => Promise<void>;

async function inBatches(nextBatch: () => PromiseLike<{ count: number }>): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- one nextBatch after the other
  while ((await nextBatch()).count === BATCH_SIZE);
}

const dueRows = (sql: Sql, table: string, due: Fragment) => sql`
  ctid = any(array(select ctid from ${sql(`lethe.${table}`)} where ${due} limit ${BATCH_SIZE}))`;

const deleteRows =
  (table: string, due: (sql: Sql) => Fragment): Pruning =>
  (sql) =>
    inBatches(() => sql`delete from ${sql(`lethe.${table}`)} where ${dueRows(sql, table, due(sql))}`);
const deleteExpired = (table: string) => deleteRows(table, (sql) => sql`expires_at <= now()`);
const deleteEnded = (table: string) => deleteRows(table, (sql) => sql`ends_at <= now()`);

const clearNotices =
  (what: (sql: Sql) => Fragment, due: (sql: Sql) => Fragment): Pruning =>
  (sql) =>
    inBatches(
      () =>
        sql`update lethe.erasure_notices set ${what(sql)} where ${dueRows(sql, 'erasure_notices', due(sql))}`,
    );
const clearReason = (sql: Sql) => sql`reason = null`;

/**
 * What each pruning deletes or clears, and when. Each reads an index, or a table of the team or of short-lived links that stays small.
 * Running one twice changes nothing.
 */
const prunings: Record<string, Pruning> = {
  late_names: clearNotices(
    (sql) => sql`external_ids = '{}', records = '[]'`,
    (sql) =>
      sql`(external_ids <> '{}' or records <> '[]') and due_at < now() - make_interval(days => ${LATE_DAYS})`,
  ),
  ended_reasons: clearNotices(
    clearReason, // A day is over once no calendar on earth shows it any more.
    (sql) =>
      sql`reason is not null and retained_until < (now() at time zone 'UTC' - interval '12 hours')::date`,
  ),
  old_reasons: clearNotices(
    clearReason,
    (sql) => sql`reason is not null and retained_until is null
      and acknowledged_at < now() - make_interval(years => ${REASON_YEARS})`,
  ),
  erased_external_ids: deleteEnded('erased_external_ids'),
  erased_addresses: deleteRows(
    'erased_addresses',
    (sql) => sql`not ${isAnswerAwaited(sql, sql`erased_addresses.request_id`)}`,
  ),
  sign_ins: deleteRows(
    'sign_ins',
    (sql) => sql`signed_in_at < now() - make_interval(days => ${SIGN_IN_DAYS})`,
  ),
  ...Object.fromEntries(
    Object.entries(endedSessionFragments).map(([name, due]) => [name, deleteRows('sessions', due)]),
  ),
  verifications: deleteExpired('verifications'),
  email_tokens: deleteExpired('email_tokens'),
  email_changes: deleteExpired('email_changes'),
  invitations: deleteExpired('invitations'),
  barred_members: deleteRows(
    'barred_members',
    (sql) => sql`barred_at < now() - make_interval(years => ${BARRED_YEARS})`,
  ),
  rate_limits: deleteExpired('rate_limits'),
  blacklist_claims: deleteEnded('blacklist_claims'),
  blacklist: deleteEnded('blacklist'),
  outbox: deleteRows(
    'outbox',
    (sql) => sql`customer_id is null and status <> 'queued'
      and created_at < now() - make_interval(days => ${ORPHANED_MESSAGE_DAYS})`,
  ),
  unconfirmed_sign_ups: deleteUnconfirmedSignUps,
  offered_accounts: deleteRows(
    'users',
    (sql) => sql`not email_verified and created_at < now() - make_interval(days => ${OFFER_DAYS})
      and not exists (select from lethe.accounts a where a.customer_id = users.id)
      and exists (select from lethe.customers c where c.id = users.id and c.state = 'open')`,
  ),
  lost_downloads: endLostDownloads,
  webhook_deliveries: deleteRows(
    'webhook_deliveries',
    (sql) => sql`status <> 'queued' and created_at < now() - make_interval(days => ${WEBHOOK_DAYS})`,
  ),
  audit: (sql) => inBatches(async () => ({ count: await endOldEntries(sql, BATCH_SIZE) })),
};

/**
 * Runs one pruning after the other on one connection, and leaves the other connections to the pages. A pruning that fails does not keep
 * the rest from running. Errors: the first failure.
 */
export async function prune(sql: Sql): Promise<void> {
  const failures: unknown[] = [];
  for (const [what, pruning] of Object.entries(prunings)) {
    // oxlint-disable-next-line no-await-in-loop -- all at once would take every connection of the pool
    await pruning(sql).catch((error: unknown) => {
      log('pruning_failed', { what, cause: causeOf(error) });
      failures.push(error);
    });
  }
  if (failures.length > 0) throw failures[0];
}

const HOUR_MS = 3_600_000;

export const startRetention = ({ sql, signal }: { sql: Sql; signal: AbortSignal }): Promise<void> =>
  repeat({ event: 'retention_failed', everyMs: HOUR_MS, signal }, () => prune(sql));
