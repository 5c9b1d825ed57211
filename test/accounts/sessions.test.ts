import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, signedInAdmin, signedInCustomer, signIn } from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const sql = () => server.database.pools.app;
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0';

interface Listed {
  items: { sessionId: string; current: boolean; lastSeenAt: string }[];
  nextCursor: string | null;
}
const list = (client: Client, input = {}) => client.call<Listed>('account.sessions.list', input);
const end = (client: Client, sessionId: string) => client.call('account.sessions.end', { sessionId });
const signedOut = { kind: 'sign_in_required', status: 401 };

async function idOf(client: Client): Promise<string> {
  const own = (await list(client)).items.find(({ current }) => current);
  return own?.sessionId ?? '';
}
/** Signs in from somewhere else. */
const elsewhere = (email: string) => signIn(server, email);

async function signedIn(role: string) {
  if (role === 'customer') {
    const { client, customerId, email } = await signedInCustomer(server);
    return { client, userId: customerId, email };
  }
  const { client, adminId, email } = await signedInAdmin(server, 'auditor');
  return { client, userId: adminId, email };
}

describe.each(['customer', 'admin'])('a %s', (role) => {
  it('sees where they are signed in: device, address and times, never the token', async () => {
    const { client, userId, email } = await signedIn(role);
    const other = createClient(server.url);
    await other.fetch('/api/auth/sign-in/email', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': FIREFOX },
      body: JSON.stringify({ email, password: PASSWORD }),
    });
    const answer = await list(client);
    expect(answer.items).toHaveLength(2);
    expect(answer.items.filter(({ current }) => current)).toHaveLength(1);
    expect(answer.items.find(({ current }) => !current)).toEqual({
      sessionId: await idOf(other),
      browser: 'Firefox',
      system: 'Linux',
      ipAddress: '127.0.0.1',
      signedInAt: expect.stringMatching(/Z$/u),
      lastSeenAt: expect.stringMatching(/Z$/u),
      current: false,
    });
    const tokens = await sql()<{ token: string }[]>`
      select token from lethe.sessions where customer_id = ${userId}`;
    for (const { token } of tokens) expect(JSON.stringify(answer)).not.toContain(token);
  });

  it('ends one: its next call is signed out, and the others go on', async () => {
    const { client, email } = await signedIn(role);
    const [stolen, own] = [await elsewhere(email), await elsewhere(email)];
    const sessionId = await idOf(stolen);
    expect(await end(client, sessionId)).toEqual({ sessionId });
    await expect(list(stolen)).rejects.toMatchObject(signedOut);
    expect((await list(own)).items).toHaveLength(2);
    await expect(end(client, sessionId)).rejects.toMatchObject({ kind: 'session_not_found', status: 404 });
  });

  it('ends all others and stays', async () => {
    const { client, email } = await signedIn(role);
    const others = [await elsewhere(email), await elsewhere(email)];
    expect(await client.call('account.sessions.endOthers')).toEqual({ ended: 2 });
    for (const other of others) await expect(list(other)).rejects.toMatchObject(signedOut);
    expect((await list(client)).items).toMatchObject([{ current: true }]);
    expect(await client.call('account.sessions.endOthers')).toEqual({ ended: 0 });
  });

  it('cannot end their own session here: signing out does', async () => {
    const { client } = await signedIn(role);
    await expect(end(client, await idOf(client))).rejects.toMatchObject({ kind: 'own_session', status: 409 });
    expect((await list(client)).items).toHaveLength(1);
  });

  it('neither sees nor ends another person’s session: it is as if there were none', async () => {
    const { client } = await signedIn(role);
    for (const other of [await signedInCustomer(server), await signedInAdmin(server)]) {
      const foreign = await idOf(other.client);
      const answerTo = (sessionId: string) =>
        end(client, sessionId).catch(({ status, kind, message }) => ({ status, kind, message }));
      expect(await answerTo(foreign)).toEqual(await answerTo('00000000-0000-4000-8000-000000000000'));
      expect(await answerTo(foreign)).toMatchObject({ kind: 'session_not_found' });
      await client.call('account.sessions.endOthers');
      expect((await list(other.client)).items).toHaveLength(1);
    }
  });

  it('turns pages, and nobody sees a session that has ended', async () => {
    const { client, userId } = await signedIn(role);
    await sql()`insert into lethe.sessions (customer_id, token, expires_at, last_seen_at)
      select ${userId}::uuid, ${userId} || n, now() + interval '1 hour', now() - make_interval(mins => n) from generate_series(1, 3) n
      union all select ${userId}::uuid, ${userId} || 'old', now() - interval '1 second', now()`;
    const first = await list(client, { limit: 3 });
    const second = await list(client, { limit: 3, cursor: first.nextCursor });
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([3, 1, null]);
    const times = [...first.items, ...second.items].map(({ lastSeenAt }) => lastSeenAt);
    expect(times).toEqual(times.toSorted().toReversed());
  });
});

describe('when a session was last used', () => {
  const minutesAgo = async (userId: string) => {
    const [row] = await sql()<[{ minutes: number }]>`
      select round(extract(epoch from now() - last_seen_at) / 60)::int as minutes from lethe.sessions
      where customer_id = ${userId}`;
    return row.minutes;
  };
  const lastUsed = (userId: string, minutes: number) => sql()`
    update lethe.sessions set last_seen_at = now() - make_interval(mins => ${minutes}) where customer_id = ${userId}`;

  it.each(['customer', 'admin'])('is written once in five minutes: a %s', async (role) => {
    const { client, userId } = await signedIn(role);
    await client.call('account.me');
    await lastUsed(userId, 4);
    await client.call('account.me');
    expect(await minutesAgo(userId)).toBe(4);
    await lastUsed(userId, 6);
    await client.call('account.me');
    expect(await minutesAgo(userId)).toBe(0);
  });

  it('does not count what an open page asks while nobody is there', async () => {
    const { client, userId } = await signedIn('admin');
    await lastUsed(userId, 60);
    const headers = { 'content-type': 'application/json', 'x-lethe-away': 'yes' };
    const answer = await client.fetch('/trpc/admin.requests.pendingCount', { headers });
    expect(answer.status).toBe(200);
    expect(await minutesAgo(userId)).toBe(60);
  });

  it('is not written for a closed account', async () => {
    const { client, userId } = await signedIn('customer');
    await lastUsed(userId, 60);
    await sql()`update lethe.customers set state = 'blocked', closed_at = now() where id = ${userId}`;
    await client.call('account.me');
    expect(await minutesAgo(userId)).toBe(60);
  });
});

describe('a session', () => {
  const asOf = (userId: string, seen: string, created = seen) => sql()`
    update lethe.sessions set last_seen_at = now() - ${seen}::interval, created_at = now() - ${created}::interval
    where customer_id = ${userId}`;
  const asks = (client: Client) => client.call<{ role: string }>('account.me').then(({ role }) => role);

  it.each([
    ['customer', '6 days 23:59', '7 days 00:01'],
    ['admin', '11:59', '12:01'],
  ])('of a %s ends when nobody has used it for too long', async (role, good, late) => {
    const { client, userId } = await signedIn(role);
    await asOf(userId, late);
    expect(await asks(client)).toBe('visitor');
    const renewed = await signedIn(role);
    await asOf(renewed.userId, good);
    expect(await asks(renewed.client)).toBe(role);
    await asOf(renewed.userId, '1 minute', good);
    expect((await list(renewed.client)).items).toHaveLength(1);
  });

  it.each([
    ['customer', '29 days 23:59', '30 days 00:01'],
    ['admin', '6 days 23:59', '7 days 00:01'],
  ])('of a %s ends at last, however often it is used', async (role, good, late) => {
    const { client, userId } = await signedIn(role);
    await asOf(userId, '1 second', late);
    expect(await asks(client)).toBe('visitor');
    await asOf(userId, '1 second', good);
    expect(await asks(client)).toBe(role);
  });

  it.each(['customer', 'admin'])(
    'of a %s that has ended neither changes a password nor is listed',
    async (role) => {
      const { client, userId, email } = await signedIn(role);
      await asOf(userId, '8 days');
      const newPassword = 'another-long-password';
      const answer = await client.post('/api/auth/change-password', {
        currentPassword: PASSWORD,
        newPassword,
      });
      expect(await answer.json()).toMatchObject({ error: { data: { kind: 'sign_in_required' } } });
      const again = await signIn(server, email);
      expect((await list(again)).items).toHaveLength(1);
    },
  );

  it('lasts as long as the library lets it, and no action prolongs it', async () => {
    const { email, userId } = await signedIn('customer');
    await sql()`delete from lethe.sessions where customer_id = ${userId}`;
    const client = await elsewhere(email);
    const left = async () => {
      const [row] = await sql()<[{ days: number }]>`
        select round(extract(epoch from expires_at - now()) / 86400)::int as days from lethe.sessions where customer_id = ${userId}`;
      return row.days;
    };
    expect(await left()).toBe(30);
    await sql()`update lethe.sessions set expires_at = now() + interval '20 days' where customer_id = ${userId}`;
    await client.post('/api/auth/change-password', {
      currentPassword: 'wrong',
      newPassword: 'another-long-password',
    });
    expect(await left()).toBe(20);
  });
});
