import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '../../server/app.ts';
import { importBlacklistKey } from '../../server/blacklist/hmac.ts';
import { LINGERING, type Lingering } from '../../server/http/lingering-close.ts';
import { createListener } from '../../server/http/listener.ts';
import { createMailbox } from '../../server/notifications/mailbox.ts';
import { createBell } from '../../server/runtime/bell.ts';
import type { Deps } from '../../server/runtime/deps.ts';
import { createDatabase, type TestDatabase } from './database.ts';
import { rememberingPasswords } from './passwords.ts';

export interface TestServer {
  url: string;
  database: TestDatabase;
  deps: Deps;
  stop(): Promise<void>;
}

/** The whole server in this process, on a loopback port and a database of its own; `overrides` replaces parts. */
export async function startServer(
  overrides: Partial<Deps> = {},
  lingering: Lingering = LINGERING,
): Promise<TestServer> {
  const database = await createDatabase();
  let answer: (request: Request, env: unknown) => Response | Promise<Response> = () => new Response();
  const ending = new AbortController();
  const secret = 'a secret for tests, long enough to be one';
  const server = createListener({
    // The address is known only once the port is, and the app wants to know its address.
    fetch: (request, env) => answer(request, env),
    url: 'http://127.0.0.1',
    secret,
    lingering,
  });
  const url = `http://127.0.0.1:${await listen(server)}`;
  const deps: Deps = {
    pools: database.pools,
    url,
    secret,
    blacklistKey: await importBlacklistKey('a blacklist key for tests, long enough'),
    proxy: null,
    mailbox: createMailbox(),
    passwords: rememberingPasswords(),
    erasureBell: createBell({
      sql: database.pools.notifications,
      channel: 'lethe_erasures',
      signal: ending.signal,
    }),
    // Every test comes from one address, and calls as fast as it can.
    callsPerMinute: 100_000,
    changesPerMinute: 100_000,
    limits: { addressPerMinute: 10_000, accountPerMinute: 10_000 },
    assets: null,
    ...overrides,
  };
  answer = createApp(deps).fetch;
  return {
    url,
    database,
    deps,
    async stop() {
      ending.abort();
      await close(server);
      await database.drop();
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}
