import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { AppError } from '../../server/errors.ts';
import { createRefusalLog, pathPatternOf } from '../../server/runtime/log.ts';
import { lastMessage, PASSWORD, signedInAdmin, signedInCustomer, signIn } from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { logged } from '../support/log-lines.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { registerSystem } from '../support/systems.ts';

let server: TestServer;
let key: string;
let admin: Client;
beforeAll(async () => {
  server = await startServer({ limits: { addressPerMinute: 10_000, accountPerMinute: 5 } });
  ({ client: admin } = await signedInAdmin(server));
  ({ key } = await registerSystem(server, admin, 'Newsletter'));
});
afterAll(() => server.stop());

const FROM = expect.stringMatching(/^[\da-f]{16}$/u);
const line = (kind: string, path: string, status: number) =>
  expect.objectContaining({ event: 'refused', kind, path, status, from: FROM });
const byKey = (procedure: string, bearer: string, body = '{}') =>
  fetch(`${server.url}/trpc/${procedure}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer}` },
    body,
  });

describe('one line of the log tells of', () => {
  it('a refused sign-in, without the address or the password', async () => {
    const { email } = await signedInCustomer(server);
    await signIn(server, email);
    const { text, lines } = await logged(async () => {
      for (let n = 1; n <= 6; n += 1)
        await createClient(server.url).post('/api/auth/sign-in/email', { email, password: `guess-${n}` });
    });
    const path = '/api/auth/sign-in/email';
    expect(lines).toEqual([
      ...Array(4).fill(line('wrong_credentials', path, 401)),
      ...Array(2).fill(line('too_many_requests', path, 429)),
    ]);
    expect(new Set(lines.map(({ from }) => from)).size, 'one client').toBe(1);
    for (const told of [email, 'guess-', '127.0.0.1', 'nora']) expect(text.toLowerCase()).not.toContain(told);
  });

  it('every other refused account action', async () => {
    const { client } = await signedInCustomer(server);
    const token = 'x'.repeat(32);
    const { lines, text } = await logged(async () => {
      await client.post('/api/auth/reset-password', { token, newPassword: PASSWORD });
      await client.post('/api/auth/change-password', { currentPassword: 'wrong', newPassword: PASSWORD });
      await client.post('/api/auth/sign-in/email', { email: 'not an address', password: PASSWORD });
    });
    expect(lines).toEqual([
      line('token_invalid', '/api/auth/reset-password', 400),
      line('wrong_password', '/api/auth/change-password', 400),
      line('invalid_input', '/api/auth/*', 400),
    ]);
    for (const told of [token, PASSWORD, 'not an']) expect(text).not.toContain(told);
  });

  it('a refused key, without the key', async () => {
    const stranger = key.replace(/.{4}$/u, 'zzzz');
    const { lines, text } = await logged(async () => {
      await byKey('system.erasures.feed', stranger);
      await byKey('system.erasures.feed', 'nonsense');
    });
    expect(lines).toEqual([
      line('system_key_invalid', '/trpc/system.erasures.feed', 401),
      expect.objectContaining({ path: '/trpc/system.erasures.feed', status: 401 }),
    ]);
    expect(text).not.toContain(stranger.slice(-8));
  });

  it('a procedure that is not for who asks, and not of what is only missing', async () => {
    const { client } = await signedInCustomer(server);
    const { lines } = await logged(async () => {
      await client.call('admin.settings.get').catch(() => undefined);
      await createClient(server.url)
        .call('customer.me')
        .catch(() => undefined);
      await admin
        .call('admin.requests.get', { requestId: '00000000-0000-4000-8000-000000000000' })
        .catch(() => undefined);
      await client.call('no.such').catch(() => undefined);
    });
    expect(lines).toEqual([
      line('admin_required', '/trpc/admin.settings.get', 403),
      line('sign_in_required', '/trpc/customer.me', 401),
    ]);
  });
});

describe('what is no refusal', () => {
  it('but a guess at a password is told of all the same', async () => {
    const { client } = await signedInCustomer(server);
    await client.call('customer.email.change', { newEmail: 'nora@lethe.example' });
    const token = /#([\w-]+)/u.exec((await lastMessage(server, 'nora@lethe.example'))?.body ?? '')?.[1];
    const { lines, text } = await logged(async () => {
      await createClient(server.url).post('/trpc/account.confirmEmailChange', {
        token,
        password: 'a wrong one',
      });
    });
    expect(lines).toEqual([line('wrong_password', '/trpc/account.confirmEmailChange', 400)]);
    for (const told of [token, 'a wrong one', 'nora']) expect(text).not.toContain(told);
  });

  it('but a failure of ours is told of by its name and code, without what it says', async () => {
    const { client } = await signedInCustomer(server);
    await server.database.pools.app`
      create function lethe.fail() returns trigger language plpgsql as $$ begin raise 'not %', new.name; end $$`;
    await server.database.pools.app`
      create trigger fail before update on lethe.customers for each row execute function lethe.fail()`;
    onTestFinished(async () => void (await server.database.pools.app`drop function lethe.fail cascade`));
    const { lines, text } = await logged(async () => {
      const changed = client.call('customer.profile.update', { fullName: 'Nora Somebody' });
      await expect(changed).rejects.toThrow();
    });
    expect(lines).toMatchObject([{ event: 'procedure_failed', path: 'customer.profile.update' }]);
    expect(lines).toMatchObject([{ cause: 'PostgresError P0001' }]);
    expect(text).not.toContain('Nora');
  });
});

describe('whoever is refused', () => {
  afterEach(() => void vi.useRealTimers());

  it('has one name for a day, another on the next and with another secret, and each address its own', async () => {
    const { lines } = await logged(async () => {
      const [log, other] = [createRefusalLog('a secret'), createRefusalLog('another secret')];
      const refuse = (time: string, address = '192.0.2.1', logRefusal = log) => {
        vi.setSystemTime(`2026-05-${time}Z`);
        logRefusal(new AppError('not_found'), '/*', address);
      };
      refuse('01T00:00:00');
      refuse('01T23:59:59');
      refuse('02T00:00:00');
      refuse('01T12:00:00', '192.0.2.2');
      refuse('01T12:00:00', '192.0.2.1', other);
    });
    const [morning, night, ...others] = lines.map(({ from }) => from);
    expect(night).toBe(morning);
    expect(new Set([morning, ...others]).size).toBe(4);
  });
});

describe('the pattern of a path', () => {
  it('holds nothing of what a client wrote', () => {
    const patterns = new Set(
      ['trpc/system.', 'trpc/', 'api/auth/', 'api/', 'exports/', 'assets/', ''].map((door) => `/${door}*`),
    );
    const written = fc.tuple(
      fc.constantFrom('/', '/trpc/', '/trpc/system.', '/api/auth/', '/api/', '/exports/', '/assets/'),
      fc.oneof(fc.string(), fc.emailAddress(), fc.constantFrom('%2e%2e', 'a@b.example', '\r\n{"event":"x"}')),
    );
    fc.assert(fc.property(written, ([door, rest]) => patterns.has(pathPatternOf(door + rest))));
  });
});

describe('a flood of refusals', () => {
  it('has a few lines and then their number, and hides no other kind', async () => {
    const logRefusal = createRefusalLog('a secret', { maxLines: 3, windowMs: 200 });
    const { lines } = await logged(
      async () => {
        for (let n = 0; n < 1_000; n += 1) logRefusal(new AppError('not_found'), '/*', null, 'GET');
        logRefusal(new AppError('wrong_credentials'), '/api/auth/sign-in/email', '127.0.0.1', 'POST');
        await new Promise((done) => {
          setTimeout(done, 500);
        });
      },
      { summaries: true },
    );
    expect(lines).toEqual([
      ...Array.from({ length: 3 }, () =>
        expect.objectContaining({ kind: 'not_found', method: 'GET', path: '/*' }),
      ),
      line('wrong_credentials', '/api/auth/sign-in/email', 401),
      expect.objectContaining({ event: 'refused_more', kind: 'not_found', count: 997 }),
    ]);
  });

  it('before any handler is told of by kind, method and door, and nothing that was written', async () => {
    const { lines, text } = await logged(async () => {
      await fetch(`${server.url}/trpc/nora@lethe.example?email=nora`, { method: 'POST', body: 'x' });
      await fetch(`${server.url}/exports/personal-data.xml`, { method: 'PUT', body: 'nora' });
    });
    expect(lines).toEqual([
      line('unsupported_content', '/trpc/*', 415),
      line('method_not_allowed', '/exports/*', 405),
    ]);
    expect(lines.map((one) => (one as { method?: string }).method)).toEqual(['POST', 'PUT']);
    expect(text).not.toContain('nora');
  });
});
