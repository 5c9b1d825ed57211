import type { PendingQuery, Row, Sql } from 'postgres';
import { forgetUnconfirmedSignUps } from '../accounts/unconfirmed-queries.ts';
import { endLostDownloads } from '../exports/queries.ts';
import { isAnswerAwaited } from '../systems/erasures/address-queries.ts';
import { LATE_DAYS } from '../systems/erasures/rules.ts';
import { log } from './log.ts';
import { causeOf, repeat } from './schedule.ts';

/** Sign-ins serve to notice a stranger in one's account; half a year is enough for that. GDPR Art. 5(1)(e). */
export const SIGN_IN_DAYS = 180;

/** A message without a customer, such as one to an admin, is forgotten as late as a sign-in. */
const ORPHANED_MESSAGE_DAYS = 180;

/** A system's reason to keep something, without a day: as long as anybody can ordinarily ask to be shown what we did. */
export const REASON_YEARS = 3;

/** An account that was offered by a link to set a password, which works for an hour, and that nobody opened. */
export const OFFER_DAYS = 1;

/** Rows at a time: what has run out in a long pause, or came in by a great import, must not meet a statement's 5 seconds each hour anew. */
const STEP = 10_000;

type Fragment = PendingQuery<Row[]>;
type Pruning = (sql: Sql) => Promise<void>;

async function inSteps(step: () => PromiseLike<{ count: number }>): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- one step after the other
  while ((await step()).count === STEP);
}

const rowsDue = (sql: Sql, table: string, due: Fragment) => sql`
  ctid = any(array(select ctid from ${sql(`lethe.${table}`)} where ${due} limit ${STEP}))`;

const deletes =
  (table: string, due: (sql: Sql) => Fragment): Pruning =>
  (sql) =>
    inSteps(() => sql`delete from ${sql(`lethe.${table}`)} where ${rowsDue(sql, table, due(sql))}`);
const expired = (table: string) => deletes(table, (sql) => sql`expires_at <= now()`);
const ended = (table: string) => deletes(table, (sql) => sql`ends_at <= now()`);

const clears =
  (what: (sql: Sql) => Fragment, due: (sql: Sql) => Fragment): Pruning =>
  (sql) =>
    inSteps(
      () =>
        sql`update lethe.erasure_notices set ${what(sql)} where ${rowsDue(sql, 'erasure_notices', due(sql))}`,
    );
const reason = (sql: Sql) => sql`reason = null`;

/**
 * What has run out, and when. Each goes over an index, or over a table of short-lived links that stays small because of it; doing it
 * twice changes nothing.
 */
const prunings: Record<string, Pruning> = {
  late_names: clears(
    (sql) => sql`external_ids = '{}', records = '[]'`,
    (sql) =>
      sql`(external_ids <> '{}' or records <> '[]') and due_at < now() - make_interval(days => ${LATE_DAYS})`,
  ),
  ended_reasons: clears(
    reason, // A day is over once no calendar on earth shows it any more.
    (sql) =>
      sql`reason is not null and retained_until < (now() at time zone 'UTC' - interval '12 hours')::date`,
  ),
  old_reasons: clears(
    reason,
    (sql) => sql`reason is not null and retained_until is null
      and acknowledged_at < now() - make_interval(years => ${REASON_YEARS})`,
  ),
  erased_external_ids: ended('erased_external_ids'),
  erased_addresses: deletes(
    'erased_addresses',
    (sql) => sql`not ${isAnswerAwaited(sql, sql`erased_addresses.request_id`)}`,
  ),
  sign_ins: deletes('sign_ins', (sql) => sql`signed_in_at < now() - make_interval(days => ${SIGN_IN_DAYS})`),
  sessions: expired('sessions'),
  verifications: expired('verifications'),
  email_tokens: expired('email_tokens'),
  email_changes: expired('email_changes'),
  rate_limits: expired('rate_limits'),
  blacklist_claims: ended('blacklist_claims'),
  blacklist: ended('blacklist'),
  outbox: deletes(
    'outbox',
    (sql) => sql`customer_id is null and status <> 'queued'
      and created_at < now() - make_interval(days => ${ORPHANED_MESSAGE_DAYS})`,
  ),
  unconfirmed_sign_ups: forgetUnconfirmedSignUps,
  offered_accounts: deletes(
    'users',
    (sql) => sql`not email_verified and created_at < now() - make_interval(days => ${OFFER_DAYS})
      and not exists (select from lethe.accounts a where a.customer_id = users.id)
      and exists (select from lethe.customers c where c.id = users.id and c.state = 'open')`,
  ),
  lost_downloads: endLostDownloads,
};

/**
 * One after the other, on one connection: the others are the pages'. Each for itself: a table that cannot be pruned now does not keep the
 * rest from it.
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
