import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastMessage, PASSWORD, signedInAdmin, signedInCustomer, signIn } from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { lookAndDecide } from '../support/decisions.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { untilSomebodyWaits } from '../support/waiting.ts';

const NEW = 'a quite different password';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const change = (client: Client, currentPassword = PASSWORD, newPassword = NEW) =>
  client.post('/api/auth/change-password', { currentPassword, newPassword });
const roleOf = async (client: Client) => (await client.call<{ role: string }>('account.me')).role;
const sessionOf = (client: Client) => client.cookies.get('lethe.session_token');
const refusal = async (response: Response) =>
  ((await response.json()) as { error: { data: unknown } }).error.data;

describe('changing the password', () => {
  it('ends every other session and renews the one it is done in', async () => {
    const { client, email } = await signedInCustomer(server);
    const elsewhere = await signIn(server, email);
    const before = sessionOf(client);
    const answer = await change(client);
    expect([answer.status, await answer.json()]).toEqual([200, { status: true }]);
    expect([await roleOf(client), await roleOf(elsewhere)]).toEqual(['customer', 'visitor']);
    expect(sessionOf(client)).not.toBe(before);
    const kept = createClient(server.url);
    kept.cookies.set('lethe.session_token', before ?? '');
    expect(await roleOf(kept), 'the cookie of before').toBe('visitor');
    await expect(signIn(server, email)).rejects.toThrow('401');
    expect(await roleOf(await signIn(server, email, NEW))).toBe('customer');
  });

  it('is the same for an admin', async () => {
    const { client } = await signedInAdmin(server);
    const before = sessionOf(client);
    expect((await change(client)).status).toBe(200);
    expect(await roleOf(client)).toBe('admin');
    expect(sessionOf(client)).not.toBe(before);
  });

  it('waits for the consent where one is required, as everything beside Personal Data does', async () => {
    const { client } = await signedInCustomer(server);
    const { app } = server.database.pools;
    await app`update lethe.settings set enabled = true, authorization_required = true`;
    const early = await change(client);
    await app`update lethe.settings set authorization_required = false`;
    expect([early.status, await refusal(early)]).toMatchObject([403, { kind: 'consent_required' }]);
    expect((await change(client)).status).toBe(200);
  });

  it('asks for the current one, names what is wrong, and leaves everything as it is', async () => {
    const { client, email } = await signedInCustomer(server);
    const elsewhere = await signIn(server, email);
    const wrong = await change(client, 'not the password');
    expect(await refusal(wrong)).toMatchObject({ kind: 'wrong_password', field: 'currentPassword' });
    const short = await change(client, PASSWORD, 'short');
    expect(await refusal(short)).toMatchObject({ kind: 'invalid_input', field: 'newPassword' });
    expect([wrong.status, short.status]).toEqual([400, 400]);
    expect(await roleOf(elsewhere)).toBe('customer');
    expect(await roleOf(await signIn(server, email))).toBe('customer');
  });

  it('is for whoever is signed in, and cannot be told to leave other sessions', async () => {
    const stranger = await change(createClient(server.url));
    expect([stranger.status, await refusal(stranger)]).toMatchObject([401, { kind: 'sign_in_required' }]);
    const { client } = await signedInCustomer(server);
    const lenient = await client.post('/api/auth/change-password', {
      currentPassword: PASSWORD,
      newPassword: NEW,
      revokeOtherSessions: false,
    });
    expect(await refusal(lenient)).toMatchObject({ kind: 'invalid_input', field: 'revokeOtherSessions' });
  });

  it('makes a reset link that was asked for before worthless', async () => {
    const { client, email } = await signedInCustomer(server);
    await client.post('/api/auth/request-password-reset', { email });
    const token = /#([\w-]+)/u.exec((await lastMessage(server, email))?.body ?? '')?.[1];
    await change(client);
    const reset = await client.post('/api/auth/reset-password', { token, newPassword: PASSWORD });
    expect(await refusal(reset)).toMatchObject({ kind: 'token_invalid' });
  });

  it.each(['block', 'star', 'destroy'])('does nothing for an account closed by a %s', async (outcome) => {
    const sql = server.database.pools.app;
    const admin = await signedInAdmin(server);
    const { client, customerId } = await signedInCustomer(server);
    const { requestId } = await client.call<{ requestId: string }>('customer.requests.create', {
      type: 'removal',
    });
    await lookAndDecide(admin.client, {
      requestId,
      outcome,
      blacklist: false,
      notify: false,
      reason: 'A law asks us to.',
    });
    const after = await change(client);
    expect([after.status, await refusal(after)]).toMatchObject([401, { kind: 'sign_in_required' }]);
    const left = await sql`
      select 'session' as what from lethe.sessions where customer_id = ${customerId}
      union all select 'password' from lethe.accounts where customer_id = ${customerId}`;
    expect(left).toEqual([]);
  });

  it('is refused in words where the account is closed while it is under way', async () => {
    const sql = server.database.pools.app;
    const { client, customerId } = await signedInCustomer(server);
    let changed: Promise<Response> | undefined;
    await sql.begin(async (tx) => {
      await tx`select 1 from lethe.customers where id = ${customerId} for update`;
      changed = change(client);
      await untilSomebodyWaits(sql);
      await tx`update lethe.customers set state = 'blocked' where id = ${customerId}`;
    });
    const answer = await changed!;
    expect([answer.status, await refusal(answer)]).toMatchObject([401, { kind: 'sign_in_required' }]);
    expect(sessionOf(client)).toBeDefined();
  });
});

describe('a star that comes between the look at the session and the look at its person', () => {
  it('is done, and says so, even where its owner cannot be told by mail', async () => {
    const { client, email } = await signedInCustomer(server);
    const { app } = server.database.pools;
    await app`alter table lethe.outbox add constraint full_up check (template <> 'password_changed') not valid`;
    const answer = await change(client);
    await app`alter table lethe.outbox drop constraint full_up`;
    expect(answer.status).toBe(200);
    expect(await roleOf(client), 'with the renewed session').toBe('customer');
    expect(await roleOf(await signIn(server, email, NEW))).toBe('customer');
  });

  it('leaves nobody whose password could be changed, and says so in words', async () => {
    const { client, customerId } = await signedInCustomer(server);
    await server.database.pools.app.begin(async (tx) => {
      await tx`select set_config('lethe.guard', 'off', true)`;
      await tx`delete from lethe.accounts where customer_id = ${customerId}`;
      await tx`update lethe.users set email = null where id = ${customerId}`;
      await tx`update lethe.customers set state = 'starred', closed_at = now() where id = ${customerId}`;
    });
    const answer = await change(client);
    expect([answer.status, await refusal(answer)]).toMatchObject([401, { kind: 'sign_in_required' }]);
  });
});

describe('guessing the current password', () => {
  it('is limited as a sign-in is, and by the same count', async () => {
    const strict = await startServer({ limits: { addressPerMinute: 10_000, accountPerMinute: 4 } });
    const { email } = await signedInCustomer(strict);
    const client = await signIn(strict, email);
    const attempt = () =>
      createClient(strict.url).post('/api/auth/sign-in/email', { email, password: 'not the password' });
    const answers = [
      await change(client, 'guess one'),
      await attempt(),
      await change(client, 'guess two'),
      await change(client),
      await attempt(),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 401, 400, 429, 429]);
    await strict.stop();
  });
});
