import type { Sql } from 'postgres';
import type { AccountLetter } from './schema.ts';
import type { Outgoing } from './send.ts';

/**
 * Lets a statement write for blocked and starred customers, since their letters must still be delivered. It is set inside the statement: a
 * connection can be lost between two statements.
 */
const allowClosedCustomers = (sql: Sql) => sql`(select set_config('lethe.guard', 'off', true)) = 'off'`;

/** Longer than one delivery may take, so that no other worker takes the message meanwhile. */
export const LEASE_SECONDS = 60;

/** Letters with a link that opens something once: whoever needs one asks for a new one, so a refused one is not kept. */
const LETTERS_WITH_A_TOKEN: readonly AccountLetter[] = [
  'verify_email',
  'reset_password',
  'change_email',
  'team_invitation',
];

export interface ClaimedMessage extends Outgoing {
  /** Including this one. */
  attempts: number;
}

/** Claims due messages for a minute. Several workers never claim the same one. */
export const claimDueMessages = (sql: Sql, limit: number): Promise<ClaimedMessage[]> => sql<ClaimedMessage[]>`
  update lethe.outbox set attempts = attempts + 1, attempted_at = now(), next_attempt_at = now() + make_interval(secs => ${LEASE_SECONDS})
  where ${allowClosedCustomers(sql)} and id in (
    select id from lethe.outbox
    where status = 'queued' and next_attempt_at <= now() and deadline_at > now()
    order by next_attempt_at limit ${limit} for update skip locked)
  returning id, to_address as "to", subject, body, attempts,
    (select reply_address from lethe.settings) as "replyTo"`;

/** Marks a message as sent and deletes its address and text in the same statement. */
export async function finishMessage(sql: Sql, id: string): Promise<void> {
  await sql`
    update lethe.outbox set status = 'sent', last_error = null, finished_at = now(),
      to_address = null, subject = null, body = null
    where ${allowClosedCustomers(sql)} and id = ${id} and status = 'queued'`;
}

/**
 * Gives up a message that was refused. It keeps address and text until its deadline, so that an admin can send it again. One that nobody
 * could send, or that has a token, keeps nothing.
 */
export async function refuseMessage(sql: Sql, id: string, code: string): Promise<void> {
  const isKept = sql`${code}::text <> 'invalid_message' and template <> all(${[...LETTERS_WITH_A_TOKEN]}::text[])`;
  await sql`
    update lethe.outbox set status = 'failed', last_error = ${code}, finished_at = now(),
      to_address = case when ${isKept} then to_address end, subject = case when ${isKept} then subject end,
      body = case when ${isKept} then body end
    where ${allowClosedCustomers(sql)} and id = ${id} and status = 'queued'`;
}

/** Postpones a message, at most to its deadline: the address must be deleted then, even if the mail provider asks for a longer wait. */
export async function postponeMessage(sql: Sql, id: string, delayMs: number, code: string): Promise<void> {
  await sql`
    update lethe.outbox set last_error = ${code},
      next_attempt_at = least(now() + make_interval(secs => ${delayMs / 1000}), deadline_at)
    where ${allowClosedCustomers(sql)} and id = ${id} and status = 'queued'`;
}

/** Gives up messages past their deadline that no worker has claimed, and deletes their addresses and texts. */
export async function failOverdueMessages(sql: Sql): Promise<number> {
  const { count } = await sql`
    update lethe.outbox set status = 'failed', last_error = coalesce(last_error, 'deadline'), finished_at = now(),
      to_address = null, subject = null, body = null
    where ${allowClosedCustomers(sql)} and status = 'queued' and deadline_at <= now() and next_attempt_at <= now()`;
  return count;
}

/** Deletes addresses and texts of refused messages at their deadline. */
export async function forgetRefusedMessages(sql: Sql): Promise<number> {
  const { count } = await sql`
    update lethe.outbox set to_address = null, subject = null, body = null
    where ${allowClosedCustomers(sql)} and status = 'failed' and to_address is not null and deadline_at <= now()`;
  return count;
}

/** Milliseconds until the next message is due; null if none is queued. */
export async function findTimeUntilDue(sql: Sql): Promise<number | null> {
  const [row] = await sql<[{ ms: number | null }]>`
    select (extract(epoch from min(next_attempt_at) - clock_timestamp()) * 1000)::float8 as ms
    from lethe.outbox where status = 'queued'`;
  return row.ms;
}
