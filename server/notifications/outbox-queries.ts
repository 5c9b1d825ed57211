import type { Sql } from 'postgres';
import type { Outgoing } from './send.ts';

/**
 * Delivery goes on for customers that were closed meanwhile, so these statements say that the closed-customer guard does
 * not mean them. Said inside the statement, before its first row: a transaction of two statements can lose its backend
 * in between.
 */
const allowClosedCustomers = (sql: Sql) => sql`(select set_config('lethe.guard', 'off', true)) = 'off'`;

/** Longer than a message may take, so that nobody else takes it meanwhile. */
const LEASE_SECONDS = 60;

export interface ClaimedMessage extends Outgoing {
  /** With this one. */
  attempts: number;
}

/** Takes due messages for a minute; several workers never take the same one. */
export const claimDueMessages = (sql: Sql, limit: number): Promise<ClaimedMessage[]> => sql<ClaimedMessage[]>`
  update lethe.outbox set attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => ${LEASE_SECONDS})
  where ${allowClosedCustomers(sql)} and id in (
    select id from lethe.outbox
    where status = 'queued' and next_attempt_at <= now() and deadline_at > now()
    order by next_attempt_at limit ${limit} for update skip locked)
  returning id, to_address as "to", subject, body, attempts`;

/** The message is out: what it said and to whom goes in the same statement. */
export async function finishMessage(
  sql: Sql,
  id: string,
  status: 'sent' | 'failed',
  code: string | null,
): Promise<void> {
  await sql`
    update lethe.outbox set status = ${status}, last_error = ${code}, finished_at = now(),
      to_address = null, subject = null, body = null
    where ${allowClosedCustomers(sql)} and id = ${id} and status = 'queued'`;
}

/** Never later than the deadline, so that the address is scrubbed then whatever the other side asked for. */
export async function postponeMessage(sql: Sql, id: string, delayMs: number, code: string): Promise<void> {
  await sql`
    update lethe.outbox set last_error = ${code},
      next_attempt_at = least(now() + make_interval(secs => ${delayMs / 1000}), deadline_at)
    where ${allowClosedCustomers(sql)} and id = ${id} and status = 'queued'`;
}

/** Gives up what is past its deadline and in nobody's hands, and scrubs it. */
export async function failOverdueMessages(sql: Sql): Promise<number> {
  const { count } = await sql`
    update lethe.outbox set status = 'failed', last_error = coalesce(last_error, 'deadline'), finished_at = now(),
      to_address = null, subject = null, body = null
    where ${allowClosedCustomers(sql)} and status = 'queued' and deadline_at <= now() and next_attempt_at <= now()`;
  return count;
}

/** How long until a message is due; null where none waits. */
export async function findTimeUntilDue(sql: Sql): Promise<number | null> {
  const [row] = await sql<[{ ms: number | null }]>`
    select (extract(epoch from min(next_attempt_at) - clock_timestamp()) * 1000)::float8 as ms
    from lethe.outbox where status = 'queued'`;
  return row.ms;
}
