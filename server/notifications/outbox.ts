import type { Sql } from 'postgres';
import { createBell } from '../runtime/bell.ts';
import { log } from '../runtime/log.ts';
import { causeOf, pause } from '../runtime/schedule.ts';
import { findLetterhead } from '../settings/logo/queries.ts';
import {
  type ClaimedMessage,
  claimDueMessages,
  failOverdueMessages,
  findTimeUntilDue,
  finishMessage,
  forgetRefusedMessages,
  postponeMessage,
  refuseMessage,
} from './outbox-queries.ts';
import { breaksHeader } from './rules.ts';
import type { Delivery, Send } from './send.ts';

export interface OutboxOptions {
  sql: Sql;
  /** On which it listens. */
  notifications: Sql;
  /** Null if no mail provider is configured: messages wait, and are deleted at their deadline all the same. */
  send: Send | null;
  signal: AbortSignal;
  /** Milliseconds after which the worker looks for messages even without a notification. */
  pollMs?: number;
  /** Milliseconds to wait after the first failure; the wait doubles with each. */
  firstRetryMs?: number;
}

/** Messages sent at the same time. Resend allows a few a second, and its 429 says when to go on. */
const MAX_IN_FLIGHT = 5;
const LONGEST_RETRY_MS = 15 * 60_000;
const SHORTEST_PAUSE_MS = 20;

/** Sends queued messages until the signal aborts, then resolves once nothing is in flight. Any number of workers may run. */
export async function startOutbox({
  sql,
  notifications,
  send,
  signal,
  pollMs = 15_000,
  firstRetryMs = 5_000,
}: OutboxOptions): Promise<void> {
  if (send === null)
    log('mail_not_configured', { hint: 'set SMTP_URL or RESEND_API_KEY; messages wait in the outbox' });
  const bell = createBell({ sql: notifications, channel: 'lethe_outbox', signal });
  while (!signal.aborted) {
    try {
      // A ring during the round counts: its message may have been queued after the worker looked.
      const rings = await bell.listen();
      await failOverdueMessages(sql);
      await forgetRefusedMessages(sql);
      if (send !== null) await sendDueMessages(sql, send, signal, firstRetryMs);
      const due = send === null ? null : await findTimeUntilDue(sql);
      await bell.waitForRing(rings, Math.min(pollMs, Math.max(due ?? pollMs, SHORTEST_PAUSE_MS)));
    } catch (error) {
      log('outbox_turn_failed', { cause: causeOf(error) });
      await bell.stop();
      await pause(Math.min(pollMs, 1_000), signal);
    }
  }
}

async function sendDueMessages(
  sql: Sql,
  send: Send,
  signal: AbortSignal,
  firstRetryMs: number,
): Promise<void> {
  let claimed: ClaimedMessage[];
  do {
    claimed = await claimDueMessages(sql, MAX_IN_FLIGHT);
    const letterhead = claimed.length === 0 ? null : await findLetterhead(sql);
    await Promise.all(claimed.map((message) => deliver(sql, send, { ...message, letterhead }, firstRetryMs)));
  } while (claimed.length === MAX_IN_FLIGHT && !signal.aborted);
}

async function deliver(sql: Sql, send: Send, message: ClaimedMessage, firstRetryMs: number): Promise<void> {
  const delivery = await trySending(send, message);
  if (delivery.outcome === 'sent') return finishMessage(sql, message.id);
  log('message_not_sent', { outboxId: message.id, code: delivery.code, attempts: message.attempts });
  if (delivery.outcome === 'refused') return refuseMessage(sql, message.id, delivery.code);
  const backoff = Math.min(firstRetryMs * 2 ** (message.attempts - 1), LONGEST_RETRY_MS);
  // Random, so that messages that failed together are not retried together.
  const delay = Math.max(backoff * (0.75 + Math.random() / 2), delivery.retryAfterMs ?? 0);
  return postponeMessage(sql, message.id, delay, delivery.code);
}

async function trySending(send: Send, message: ClaimedMessage): Promise<Delivery> {
  if (breaksHeader(message.to) || breaksHeader(message.subject))
    return { outcome: 'refused', code: 'invalid_message' };
  try {
    return await send(message);
  } catch {
    return { outcome: 'retry', code: 'send_failed' };
  }
}
