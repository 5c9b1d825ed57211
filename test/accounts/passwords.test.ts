import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createPasswords } from '../../server/accounts/passwords.ts';
import { createConcurrencyLimit } from '../../server/runtime/concurrency-limit.ts';
import { lastMessage, PASSWORD, signedInCustomer } from '../support/accounts.ts';
import { createClient } from '../support/client.ts';
import { startServer, type TestServer } from '../support/server.ts';

describe('a concurrency limit', () => {
  it('runs so many at a time, in the order in which they came, and refuses who finds the line full', async () => {
    const plan = fc.record({
      atOnce: fc.integer({ min: 1, max: 4 }),
      waiting: fc.integer({ min: 0, max: 5 }),
      tasks: fc.array(fc.constantFrom('fulfilled', 'rejected'), { maxLength: 20 }),
    });
    const property = fc.asyncProperty(plan, async ({ atOnce, waiting, tasks }) => {
      const limit = createConcurrencyLimit(atOnce, { waiting });
      let running = 0;
      let most = 0;
      const began: number[] = [];
      const ends = await Promise.allSettled(
        tasks.map((end, at) =>
          limit('one name', async () => {
            began.push(at);
            most = Math.max(most, (running += 1));
            await new Promise<void>((next) => setImmediate(next));
            running -= 1;
            if (end === 'rejected') throw new Error('its own failure');
          }),
        ),
      );
      const taken = Math.min(tasks.length, atOnce + waiting);
      expect(began).toEqual(Array.from({ length: taken }, (_, at) => at));
      expect(most).toBe(Math.min(tasks.length, atOnce));
      expect(ends.slice(0, taken).map(({ status }) => status)).toEqual(tasks.slice(0, taken));
      for (const end of ends.slice(taken))
        expect(end).toMatchObject({ reason: { kind: 'server_busy', retryAfter: 5 } });
      // Nothing of it stays: as many fit in afterwards.
      await Promise.all(Array.from({ length: atOnce }, () => limit('one name', () => Promise.resolve())));
    });
    await fc.assert(property, { numRuns: 200 });
  });
});

/** A server whose line for passwords stands still, with room for so many to wait, until `free`. */
async function standing(waiting: number) {
  const limit = createConcurrencyLimit(1, { waiting });
  const server = await startServer({ passwords: createPasswords(limit) });
  running.push(server);
  return {
    server,
    stop: () => {
      let free = () => {};
      void limit('passwords', () => new Promise<void>((done) => (free = done)));
      return free;
    },
  };
}
const running: TestServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});
const linkOf = async (server: TestServer, to: string) =>
  /#([\w-]+)/u.exec((await lastMessage(server, to))?.body ?? '')?.[1];

describe('where too many passwords wait', () => {
  it('the next is refused at every door that hashes or compares one, and nothing of it is done', async () => {
    const { server, stop } = await standing(0);
    const { client, email } = await signedInCustomer(server);
    const other = await signedInCustomer(server);
    await client.call('customer.email.change', { newEmail: 'to@lethe.example' });
    const stranger = createClient(server.url);
    const signUp = { name: 'N', email: 'unconfirmed@lethe.example', password: PASSWORD };
    await stranger.post('/api/auth/sign-up/email', signUp);
    await stranger.post('/api/auth/request-password-reset', { email: other.email });
    const newPassword = 'a quite different password';
    const doors: Record<string, Record<string, unknown>> = {
      '/api/auth/sign-up/email': { ...signUp, email: 'new@lethe.example' },
      '/api/auth/sign-in/email': { email, password: PASSWORD },
      '/api/auth/change-password': { currentPassword: PASSWORD, newPassword },
      '/trpc/account.verifyEmail': { token: await linkOf(server, signUp.email), password: PASSWORD },
      '/trpc/account.confirmEmailChange': {
        token: await linkOf(server, 'to@lethe.example'),
        password: PASSWORD,
      },
      '/api/auth/reset-password': { token: await linkOf(server, other.email), newPassword },
    };
    const at = (path: string) => (path.endsWith('change-password') ? client : stranger);
    const free = stop();
    for (const [path, body] of Object.entries(doors)) {
      const response = await at(path).post(path, body);
      const told = { status: response.status, retryAfter: response.headers.get('retry-after') };
      expect({ ...told, body: await response.json() }, path).toMatchObject({
        status: 503,
        retryAfter: '5',
        body: { error: { data: { kind: 'server_busy' } } },
      });
    }
    const unknown = { email: 'nobody@lethe.example', password: PASSWORD };
    expect((await stranger.post('/api/auth/sign-in/email', unknown)).status, 'nobody learns who exists').toBe(
      503,
    );
    free();
    const paths = Object.keys(doors).filter((path) => !path.endsWith('change-password'));
    for (const path of paths) expect((await at(path).post(path, doors[path])).status, path).toBe(200);
  });

  it('somebody over the limit of their address waits in no line, and so takes nobody’s place', async () => {
    const taken: string[] = [];
    const passwords = createPasswords();
    const runAction: typeof passwords.runAction = (action) => {
      taken.push('a turn');
      return passwords.runAction(action);
    };
    const server = await startServer({
      passwords: { ...passwords, runAction },
      limits: { addressPerMinute: 3, accountPerMinute: 100 },
    });
    running.push(server);
    const attempt = (n: number) =>
      createClient(server.url).post('/api/auth/reset-password', {
        token: `unknown-token-${n}`,
        newPassword: 'a quite different password',
      });
    const statuses = [];
    for (let n = 1; n <= 5; n += 1) statuses.push((await attempt(n)).status);
    expect(statuses).toEqual([400, 400, 400, 429, 429]);
    expect(taken).toHaveLength(3);
  });

  it('a sign-up hashes before its transaction, which would keep a connection meanwhile', async () => {
    let server: TestServer | undefined;
    const open: number[] = [];
    const passwords = createPasswords(async (_, task) => {
      const [row] = await server!.database.pools.exports<[{ count: number }]>`
        select count(*)::int as count from pg_stat_activity
        where datname = current_database() and state = 'idle in transaction'`;
      open.push(row.count);
      return task();
    });
    server = await startServer({ passwords });
    running.push(server);
    const signUp = { name: 'N', email: 'hashed-before@lethe.example', password: PASSWORD };
    expect((await createClient(server.url).post('/api/auth/sign-up/email', signUp)).status).toBe(200);
    expect(open).toEqual([0]);
  });

  it('they keep no connection of the database: every other door answers', async () => {
    const { server, stop } = await standing(100);
    const { client } = await signedInCustomer(server);
    const free = stop();
    const waiting = Array.from({ length: 12 }, (_, n) => [
      createClient(server.url).post('/api/auth/sign-up/email', {
        name: 'N',
        email: `new-${n}@lethe.example`,
        password: PASSWORD,
      }),
      createClient(server.url).post('/api/auth/sign-in/email', {
        email: `no-${n}@x.example`,
        password: PASSWORD,
      }),
    ]).flat();
    for (let asked = 0; asked < 20; asked += 1) {
      const signal = AbortSignal.timeout(5_000);
      expect((await fetch(`${server.url}/health`, { signal })).status).toBe(200);
      expect(await client.call('account.me')).toMatchObject({ role: 'customer' });
    }
    expect(await Promise.race([client.post('/api/auth/sign-out', {}), sleep(5_000, null)])).toMatchObject({
      status: 200,
    });
    free();
    const answers = (await Promise.all(waiting)).map(({ status }) => status);
    expect(answers.filter((status) => status === 200)).toHaveLength(12);
    expect(answers.filter((status) => status === 401)).toHaveLength(12);
  });
});
