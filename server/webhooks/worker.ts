import type { Sql } from 'postgres';
import { dayIn, zoneOrFallback } from '../calendar/rules.ts';
import { type Bell, createBell } from '../runtime/bell.ts';
import { log } from '../runtime/log.ts';
import { readRetryAfter } from '../runtime/retry-after.ts';
import { causeOf, pause } from '../runtime/schedule.ts';
import { findSettings } from '../settings/queries.ts';
import {
  type ClaimedDelivery,
  claimDue,
  failOverdueDeliveries,
  findTimeUntilDelivery,
  finishDelivery,
  postponeDelivery,
  queueOverdue,
  stopGone,
} from './delivery-queries.ts';
import { type AllowedHost, readTarget } from './hosts.ts';
import { type Answer, type PostOptions, post } from './post.ts';
import { bodyOf, type Verdict, verdictOf, waitAfter } from './rules.ts';
import { openSecret, signatures } from './sign.ts';

export interface WebhooksOptions {
  sql: Sql;
  /** Listens for news; see `createBell`. */
  notifications: Sql;
  /** LETHE_SECRET, with which secrets of webhooks are encrypted. */
  secret: string;
  hosts: readonly AllowedHost[];
  signal: AbortSignal;
  pollMs?: number;
  firstRetryMs?: number;
  posting?: PostOptions;
}

/** Messages of one webhook at the same time. A slow receiver delays its own messages, and nobody else's. */
const MAX_OF_ONE = 2;
const SHORTEST_PAUSE_MS = 20;

/** Sends queued messages until the signal aborts, then resolves once nothing is in flight. Any number of workers may run. */
export async function startWebhooks(options: WebhooksOptions): Promise<void> {
  const { notifications, signal, pollMs = 15_000 } = options;
  const bell = createBell({ sql: notifications, channel: 'lethe_webhooks', signal });
  const flights = createFlights();
  while (!signal.aborted) {
    try {
      await runTurn(options, bell, flights, pollMs);
    } catch (error) {
      log('webhooks_turn_failed', { cause: causeOf(error) });
      await bell.stop();
      await pause(Math.min(pollMs, 1_000), signal);
    }
  }
  await flights.landed();
}

async function runTurn(options: WebhooksOptions, bell: Bell, flights: Flights, pollMs: number) {
  const { sql } = options;
  // A ring during the turn counts: its message may have been queued after the worker looked.
  const rings = await bell.listen();
  const { timeZone } = await findSettings(sql);
  await queueOverdue(sql, dayIn(zoneOrFallback(timeZone)));
  await failOverdueDeliveries(sql);
  const claimed = await claimDue(sql, MAX_OF_ONE, flights.webhooks());
  for (const delivery of claimed) flights.add(delivery.webhookId, deliver(options, delivery));
  const due = await findTimeUntilDelivery(sql);
  // What is due of a busy webhook waits for its flight, and not for the clock.
  const wait = due === null || (due <= 0 && flights.webhooks().length > 0) ? pollMs : due;
  const rung = new AbortController();
  await Promise.race([
    bell.waitForRing(rings, Math.min(pollMs, Math.max(wait, SHORTEST_PAUSE_MS)), rung.signal),
    flights.nextLanding(),
  ]);
  rung.abort();
}

type Flights = ReturnType<typeof createFlights>;

/** What is being sent now, by webhook. */
function createFlights() {
  const running = new Map<string, Set<Promise<void>>>();
  const all = () => [...running.values()].flatMap((flights) => [...flights]);
  return {
    webhooks: () => [...running.keys()],
    add(webhookId: string, flight: Promise<void>) {
      const flights = running.get(webhookId) ?? new Set();
      running.set(webhookId, flights.add(flight));
      void flight.finally(() => {
        flights.delete(flight);
        if (flights.size === 0) running.delete(webhookId);
      });
    },
    /** Resolves when one has landed; never while there is none. */
    nextLanding: (): Promise<void> => {
      const flights = all();
      return flights.length === 0 ? new Promise(() => undefined) : Promise.race(flights);
    },
    landed: async () => void (await Promise.all(all())),
  };
}

/** Never rejects: a delivery that could not be noted is sent again when its lease ends, under the same id. */
async function deliver(options: WebhooksOptions, delivery: ClaimedDelivery): Promise<void> {
  const { sql } = options;
  try {
    const verdict = verdictOf(await send(options, delivery));
    if (verdict.outcome !== 'delivered')
      log('webhook_not_delivered', {
        deliveryId: delivery.id,
        code: verdict.code,
        attempts: delivery.attempts,
      });
    await note(options, delivery, verdict);
  } catch (error) {
    log('webhook_failed', { deliveryId: delivery.id, cause: causeOf(error) });
    await postponeDelivery(sql, delivery.id, waitAfter(delivery.attempts, 5_000), 'failed').catch(
      () => undefined,
    );
  }
}

async function send({ secret, hosts, posting }: WebhooksOptions, delivery: ClaimedDelivery): Promise<Answer> {
  // The list may have become shorter since the webhook was made.
  const target = readTarget(delivery.url, hosts);
  if (typeof target === 'string') return { failure: target };
  const secrets = await Promise.all(delivery.secrets.map((sealed) => openSecret(secret, sealed)));
  const timestamp = Math.floor(Date.now() / 1000);
  const body = bodyOf(delivery);
  const headers = {
    'webhook-id': delivery.id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures(secrets, delivery.id, timestamp, body),
  };
  return post(target, headers, body, posting);
}

async function note(
  { sql, firstRetryMs = 5_000 }: WebhooksOptions,
  { id, webhookId, attempts }: ClaimedDelivery,
  verdict: Verdict,
): Promise<void> {
  if (verdict.outcome === 'delivered') return finishDelivery(sql, id, 'delivered', verdict.code);
  if (verdict.outcome === 'gone') {
    await finishDelivery(sql, id, 'failed', verdict.code);
    return stopGone(sql, webhookId);
  }
  const asked = readRetryAfter(verdict.retryAfter) ?? 0;
  return postponeDelivery(sql, id, Math.max(waitAfter(attempts, firstRetryMs), asked), verdict.code);
}
