import type { Pools } from '../../db/connect.ts';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import { startOutbox } from '../notifications/outbox.ts';
import type { Send } from '../notifications/send.ts';
import { startAutomaticProcessing } from '../requests/automatic.ts';
import { decide } from '../requests/decide.ts';
import { startWebhooks, type WebhooksOptions } from '../webhooks/worker.ts';
import { leaveStandbys } from './leave-standbys.ts';
import { startRetention } from './retention.ts';

export interface WorkersOptions {
  pools: Pools;
  blacklistKey: BlacklistKey;
  url: string;
  /** Null where no mail can be sent. */
  send: Send | null;
  /** LETHE_SECRET, and whom webhooks may call. */
  webhooks: Pick<WebhooksOptions, 'secret' | 'hosts'>;
  signal: AbortSignal;
}

/** Runs the background work of every server; resolves after the signal aborts, once no work is left in progress. */
export async function startWorkers({
  pools,
  blacklistKey,
  url,
  send,
  webhooks,
  signal,
}: WorkersOptions): Promise<void> {
  const decider = { sql: pools.app, decisions: pools.decisions, blacklistKey, url };
  await Promise.all([
    startAutomaticProcessing({ sql: pools.app, url, decide: (input) => decide(decider, input), signal }),
    startOutbox({ sql: pools.app, notifications: pools.notifications, send, signal }),
    startWebhooks({ sql: pools.app, notifications: pools.notifications, ...webhooks, signal }),
    startRetention({ sql: pools.app, signal }),
    leaveStandbys(pools.app, signal),
  ]);
}
