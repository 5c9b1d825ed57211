import { onTestFinished } from 'vitest';
import { startWebhooks } from '../../server/webhooks/worker.ts';
import { signedInAdmin, signedInCustomer } from './accounts.ts';
import type { Client } from './client.ts';
import { startServer, type TestServer } from './server.ts';
import { type Receiver, startReceiver } from './webhook-receiver.ts';

export interface Webhooked {
  server: TestServer;
  admin: Client;
  receiver: Receiver;
  /** A second program, as of another team. */
  other: Receiver;
  stop(): Promise<void>;
}

/** A server whose webhooks may call two programs on loopback. */
export async function startWebhooked(): Promise<Webhooked> {
  const [receiver, other] = [await startReceiver(), await startReceiver()];
  const hosts = [receiver, other].map(({ port }) => ({ host: '127.0.0.1', port }));
  const server = await startServer({ webhookHosts: hosts });
  const { client: admin } = await signedInAdmin(server);
  const stop = async () => void (await Promise.all([server.stop(), receiver.stop(), other.stop()]));
  return { server, admin, receiver, other, stop };
}

/** The worker, until the test ends. */
export function runWorker(
  { server }: Pick<Webhooked, 'server'>,
  options: { firstRetryMs?: number; timeoutMs?: number } = {},
) {
  const ending = new AbortController();
  const { firstRetryMs = 20, timeoutMs = 10_000 } = options;
  const running = startWebhooks({
    sql: server.database.pools.app,
    notifications: server.database.pools.notifications,
    secret: server.deps.secret,
    hosts: server.deps.webhookHosts ?? [],
    signal: ending.signal,
    pollMs: 200,
    firstRetryMs,
    posting: { timeoutMs },
  });
  const end = () => {
    ending.abort();
    return running;
  };
  onTestFinished(end);
  return { end };
}

export const ALL = ['request.created', 'request.decided', 'request.overdue', 'system.overdue'];
export const makeWebhook = ({ admin, receiver }: Webhooked, url = receiver.url, events = ALL) =>
  admin.call<{ webhookId: string; secret: string }>('admin.webhooks.create', { url, events });

/** Somebody new asks to be removed. */
export async function newRequest({
  server,
}: Pick<Webhooked, 'server'>): Promise<{ requestId: string; customerId: string }> {
  const { client, customerId } = await signedInCustomer(server, 'Canary Kanarienvogel');
  const asked = await client.call<{ requestId: string }>('customer.requests.create', { type: 'removal' });
  return { customerId, requestId: asked.requestId };
}
