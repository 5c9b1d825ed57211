import type { Sql } from 'postgres';
import type { Day } from '../calendar/rules.ts';
import { WEBHOOK_LATE_DAYS } from '../values/limits-and-periods.ts';
import type { Message } from './rules.ts';

/* What the worker reads and notes. */

/** Longer than one attempt may take, so that no other worker takes the message meanwhile. */
const LEASE_SECONDS = 60;

export interface ClaimedDelivery extends Message {
  webhookId: string;
  url: string;
  /** Encrypted; the first one is the present secret. */
  secrets: string[];
  /** Including this one. */
  attempts: number;
}

/**
 * Claims what is due, at most `most` messages of each webhook, and none of those that are `busy` on this server. Several workers never claim
 * the same one.
 */
export const claimDue = (sql: Sql, most: number, busy: string[]): Promise<ClaimedDelivery[]> => sql<
  ClaimedDelivery[]
>`
  with due as (
    select d.id from lethe.webhooks w cross join lateral (
      select id from lethe.webhook_deliveries
      where webhook_id = w.id and status = 'queued' and next_attempt_at <= now() and deadline_at > now()
      order by next_attempt_at limit ${most} for update skip locked) d
    where w.state = 'active' and w.id <> all(${busy}::uuid[])
  )
  update lethe.webhook_deliveries d set attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => ${LEASE_SECONDS}),
    attempted_at = now()
  from lethe.webhooks w where d.id in (select id from due) and w.id = d.webhook_id
  returning d.id, d.event, d.created_at as "createdAt", d.request_id as "requestId", d.subject_id as "subjectId", d.attempts,
    w.id as "webhookId", w.url,
    case when w.former_until > now() then array[w.secret, w.former_secret] else array[w.secret] end as secrets`;

export async function finishDelivery(
  sql: Sql,
  id: string,
  status: 'delivered' | 'failed',
  code: string,
): Promise<void> {
  await sql`
    update lethe.webhook_deliveries set status = ${status}, last_code = ${code} where id = ${id} and status = 'queued'`;
}

/** At most to its deadline, whatever wait the receiver asks for. */
export async function postponeDelivery(sql: Sql, id: string, delayMs: number, code: string): Promise<void> {
  await sql`
    update lethe.webhook_deliveries set last_code = ${code},
      next_attempt_at = least(now() + make_interval(secs => ${delayMs / 1000}), deadline_at)
    where id = ${id} and status = 'queued'`;
}

/** The receiver wants nothing any more: the webhook stops until an owner enables it again. */
export async function stopGone(sql: Sql, webhookId: string): Promise<void> {
  await sql`
    with stopped as (
      update lethe.webhooks set state = 'gone' where id = ${webhookId} and state = 'active' returning id)
    insert into lethe.audit (action, details) select 'webhook_disabled', jsonb_build_object('webhookId', id) from stopped`;
}

/** Gives up what is past its deadline and claimed by nobody. */
export async function failOverdueDeliveries(sql: Sql): Promise<number> {
  const { count } = await sql`
    update lethe.webhook_deliveries set status = 'failed', last_code = coalesce(last_code, 'deadline')
    where status = 'queued' and deadline_at <= now() and next_attempt_at <= now()`;
  return count;
}

/** Milliseconds until the next message of an active webhook is due; null if none is queued. */
export async function findTimeUntilDelivery(sql: Sql): Promise<number | null> {
  const [row] = await sql<[{ ms: number | null }]>`
    select (extract(epoch from min(d.next_attempt_at) - clock_timestamp()) * 1000)::float8 as ms
    from lethe.webhooks w join lethe.webhook_deliveries d on d.webhook_id = w.id
    where w.state = 'active' and d.status = 'queued'`;
  return row.ms;
}

/**
 * Queues what has become overdue: requests whose last day is over, and erasures that a system has not acknowledged in time. Each once for
 * each webhook, and only of the last `WEBHOOK_LATE_DAYS`: what was queued before then may have been deleted, and would be queued again.
 * Waits for a webhook that is being removed, and leaves it out.
 */
export async function queueOverdue(sql: Sql, today: Day): Promise<number> {
  const { count } = await sql`
    with overdue as (
      select 'request.overdue' as event, id as subject_id, id as request_id from lethe.data_requests
      where status = 'pending' and answer_by < ${today}::date and answer_by >= ${today}::date - ${WEBHOOK_LATE_DAYS}::int
      union all
      select 'system.overdue', id, request_id from lethe.erasure_notices
      where result is null and due_at <= now() and due_at > now() - make_interval(days => ${WEBHOOK_LATE_DAYS}))
    insert into lethe.webhook_deliveries (webhook_id, event, subject_id, request_id)
    select w.id, o.event, o.subject_id, o.request_id
    from lethe.webhooks w join overdue o on o.event = any(w.events) where w.state = 'active' for key share of w
    on conflict do nothing`;
  return count;
}
