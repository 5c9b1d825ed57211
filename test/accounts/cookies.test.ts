import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../server/app.ts';
import { USER_AGENT_CHARACTERS } from '../../server/http/client-address.ts';
import { PASSWORD, signedInCustomer } from '../support/accounts.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

/** Calls of a server at this public address, as a page of it would make them. */
function at(url: string) {
  const app = createApp({ ...server.deps, url });
  return (path: string, body: unknown, headers: Record<string, string> = {}) =>
    app.request(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url, ...headers },
      body: JSON.stringify(body),
    });
}
const roleOf = async (response: Response | Promise<Response>) =>
  ((await (await response).json()) as { result: { data: { role: string } } }).result.data.role;
const pairs = (response: Response) =>
  Object.fromEntries(
    response.headers.getSetCookie().map((line) => {
      const [pair = '', ...attributes] = line.split('; ');
      return [pair.split('=')[0] ?? '', { pair, attributes }];
    }),
  );

describe('the cookies of an account', () => {
  it('can be set by no neighbor where the address is https, and work', async () => {
    const { email } = await signedInCustomer(server);
    const post = at('https://data.example');
    const signedIn = await post('/api/auth/sign-in/email', { email, password: PASSWORD });
    const set = pairs(signedIn);
    expect(Object.keys(set).toSorted()).toEqual(['__Host-lethe.device', '__Host-lethe.session_token']);
    for (const { attributes } of Object.values(set)) {
      expect(attributes).toEqual(expect.arrayContaining(['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']));
      expect(attributes.join()).not.toMatch(/Domain/iu);
    }
    const { pair } = set['__Host-lethe.session_token']!;
    expect(await roleOf(post('/trpc/account.me', {}, { cookie: pair }))).toBe('customer');
    for (const name of [
      'lethe.session_token',
      '__Secure-lethe.session_token',
      '__host-lethe.session_token',
    ]) {
      const planted = pair.replace('__Host-lethe.session_token', name);
      expect(await roleOf(post('/trpc/account.me', {}, { cookie: planted })), name).toBe('visitor');
    }
    const out = pairs(await post('/api/auth/sign-out', {}, { cookie: pair }));
    expect(out['__Host-lethe.session_token']?.attributes).toEqual(
      expect.arrayContaining(['Max-Age=0', 'Path=/', 'Secure']),
    );
    expect(await roleOf(post('/trpc/account.me', {}, { cookie: pair }))).toBe('visitor');
  });

  it('have plain names where it is http, which a browser takes no secure cookie by', async () => {
    const { email } = await signedInCustomer(server);
    for (const url of ['http://localhost:3000', 'http://127.0.0.1:3000', 'http://192.168.1.5:3000']) {
      const set = pairs(await at(url)('/api/auth/sign-in/email', { email, password: PASSWORD }));
      expect(Object.keys(set).toSorted()).toEqual(['lethe.device', 'lethe.session_token']);
      for (const { attributes } of Object.values(set)) expect(attributes).not.toContain('Secure');
    }
  });
});

describe('what a browser says of itself', () => {
  it('is kept up to a length, in every table that keeps it', async () => {
    const sql = server.database.pools.app;
    const { client, customerId, email } = await signedInCustomer(server);
    const agent = { 'user-agent': `Browser/1.0 ${'x'.repeat(15_000)}` };
    const send = (path: string, body: unknown) =>
      client.fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...agent },
        body: JSON.stringify(body),
      });
    await sql`update lethe.settings set enabled = true`;
    expect((await send('/api/auth/sign-in/email', { email, password: PASSWORD })).status).toBe(200);
    const { textVersion } = await client.call<{ textVersion: number }>('customer.consents.status');
    expect((await send('/trpc/customer.consents.grant', { textVersion })).status).toBe(200);
    const tables = await sql<{ name: string }[]>`
      select table_name as name from information_schema.columns
      where table_schema = 'lethe' and column_name = 'user_agent'`;
    expect(tables.length).toBeGreaterThanOrEqual(3);
    for (const { name } of tables) {
      const [row] = await sql`
        select max(char_length(user_agent)) as longest from ${sql(`lethe.${name}`)} where customer_id = ${customerId}`;
      expect(row?.longest, name).toBe(USER_AGENT_CHARACTERS);
      const longer = sql`
        update ${sql(`lethe.${name}`)} set user_agent = ${'x'.repeat(USER_AGENT_CHARACTERS + 1)} where customer_id = ${customerId}`;
      await expect(longer, name).rejects.toMatchObject({ code: expect.stringMatching(/^(?:23514|42501)$/u) });
    }
  });
});
