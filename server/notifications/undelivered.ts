import type { Sql } from 'postgres';
import { LEASE_SECONDS } from './outbox-queries.ts';
import type { UndeliveredInput, UndeliveredMessage } from './schema.ts';

/* Messages that did not get through: what admins see of them, and how they send one again. */

/**
 * Part of a statement about `lethe.outbox o`: whether an admin can send the message again. Its address is known, no worker is sending it,
 * and it is not due already. A message from before the customer was closed stays undelivered; the letter about the closing itself can be sent again.
 */
export const canBeSentAgain = (sql: Sql) => sql`
  coalesce(o.last_error is not null and o.to_address is not null and o.deadline_at > now()
    and (o.status = 'failed' or (o.status = 'queued' and o.next_attempt_at > clock_timestamp()
      and o.attempted_at < now() - make_interval(secs => ${LEASE_SECONDS})))
    and not exists (select from lethe.customers c where c.id = o.customer_id and c.closed_at > o.created_at), false)`;

/** Newest first, one row more than a page. */
export const listUndelivered = (
  sql: Sql,
  { cursor, limit }: UndeliveredInput,
): Promise<UndeliveredMessage[]> => sql<UndeliveredMessage[]>`
  select o.id as "messageId", o.number::float8 as number, o.template, o.status, o.last_error as code, o.attempts,
    o.created_at as "createdAt", o.attempted_at as "attemptedAt", o.deadline_at as "deadlineAt",
    case when o.status = 'queued' then o.next_attempt_at end as "nextAttemptAt", ${canBeSentAgain(sql)} as "canBeSentAgain",
    o.to_address as email, o.customer_id as "customerId", c.name as "fullName", o.request_id as "requestId",
    (select r.number::float8 from lethe.data_requests r where r.id = o.request_id) as "requestNumber"
  from lethe.outbox o left join lethe.customers c on c.id = o.customer_id
  where o.last_error is not null and o.number < coalesce(${cursor ?? null}::bigint, 9223372036854775807)
  order by o.number desc limit ${limit + 1}`;

/** Messages that have failed at least once and whose address is still known. */
export async function countUndelivered(sql: Sql): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*)::int as count from lethe.outbox o
    where o.last_error is not null and o.to_address is not null and o.deadline_at > now()`;
  return row.count;
}

/**
 * Makes the message due at once, under its own id, so that a second copy is recognized. Its deadline stays. Of two admins one wins; false
 * for the other, and where it cannot be sent again.
 */
export async function sendAgain(sql: Sql, adminId: string, messageId: string): Promise<boolean> {
  const rows = await sql`
    with queued as (
      update lethe.outbox o set status = 'queued', next_attempt_at = now(), finished_at = null
      where o.id = ${messageId} and ${canBeSentAgain(sql)}
      returning o.id, o.request_id, o.template
    ), audited as (
      insert into lethe.audit (actor, action, request_id, details)
      select ${adminId}::uuid, 'message_sent_again', request_id, jsonb_build_object('messageId', id, 'template', template)
      from queued
    ), told as (select pg_notify('lethe_outbox', '') from queued)
    select queued.id from queued cross join told`;
  return rows.length === 1;
}
