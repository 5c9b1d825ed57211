import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailResetLink } from '../../server/accounts/mail.ts';
import { lastMessage, PASSWORD, signedInAdmin, signedInCustomer, signIn } from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { lookAndDecide } from '../support/decisions.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startServer();
  ({ client: admin } = await signedInAdmin(server));
});
afterAll(() => server.stop());

const linkToken = (message: { body: string } | undefined) =>
  /#([\w-]+)/u.exec(message?.body ?? '')?.[1] ?? '';
const signUp = (client: Client, email: string) =>
  client.post('/api/auth/sign-up/email', { name: 'Élodie O’Neill', email, password: PASSWORD });
const attempt = (email: string, password = PASSWORD) =>
  createClient(server.url).post('/api/auth/sign-in/email', { email, password });
const askReset = (email: string) =>
  createClient(server.url).post('/api/auth/request-password-reset', { email });

async function decide(client: Client, outcome: string, blacklist = false) {
  const { requestId } = await client.call<{ requestId: string }>('customer.requests.create', {
    type: 'removal',
  });
  await lookAndDecide(admin, {
    requestId,
    outcome,
    blacklist,
    notify: false,
    reason: 'A law asks us to.',
  });
}

/** What a stranger can compare: status, headers that matter, and the body without what is random by design. */
async function seen(response: Response) {
  const body = (await response.text())
    .replaceAll(/"(id|createdAt|updatedAt)":"[^"]*"/gu, '"$1":"…"')
    .replaceAll(/[\w.+-]+@[\w.-]+/gu, 'address');
  return { status: response.status, type: response.headers.get('content-type'), body };
}

describe('an account', () => {
  it('is opened with a confirmed address only, by a link that carries no address', async () => {
    const email = 'elodie@lethe.example';
    expect((await signUp(createClient(server.url), email)).status).toBe(200);
    expect((await attempt(email)).status).toBe(401);
    const message = await lastMessage(server, email);
    expect(message?.body.match(/https?:\S+/u)?.[0]).not.toContain('elodie');
    const token = linkToken(message);
    await createClient(server.url).call('account.verifyEmail', { token, password: PASSWORD });
    const client = await signIn(server, email);
    expect(await client.call('account.me')).toMatchObject({ role: 'customer', fullName: 'Élodie O’Neill' });
    await expect(client.call('account.verifyEmail', { token, password: PASSWORD })).rejects.toMatchObject({
      kind: 'token_invalid',
    });
    const [row] = await server.database.pools.app`
      select count(*)::int as n from lethe.sign_ins s join lethe.users u on u.id = s.customer_id where u.email = ${email}`;
    expect(row).toEqual({ n: 1 });
  });

  it('is not confirmed for a stranger who signed up with the address: the link asks for the password of the sign-up', async () => {
    const email = 'owner@lethe.example';
    await signUp(createClient(server.url), email);
    const token = linkToken(await lastMessage(server, email));
    const owner = createClient(server.url);
    const confirm = (password: string) => owner.call('account.verifyEmail', { token, password });
    await expect(confirm('the owner knows no such password')).rejects.toMatchObject({
      status: 401,
      kind: 'wrong_credentials',
    });
    const [user] = await server.database.pools
      .app`select email_verified from lethe.users where email = ${email}`;
    expect(user).toEqual({ email_verified: false });
    expect(await confirm(PASSWORD), 'the link stays good').toEqual({ verified: true });
  });

  it('is confirmed by ten guesses an hour at most', async () => {
    const email = 'guessed@lethe.example';
    await signUp(createClient(server.url), email);
    const token = linkToken(await lastMessage(server, email));
    const kinds: unknown[] = [];
    for (let guess = 0; guess < 11; guess += 1) {
      const refused = createClient(server.url).call('account.verifyEmail', {
        token,
        password: `guess ${guess}`,
      });
      kinds.push(await refused.catch(({ kind }: { kind: string }) => kind));
    }
    expect(kinds).toEqual([...Array<string>(10).fill('wrong_credentials'), 'too_many_requests']);
  });

  it('gets a new password by mail, which ends every session', async () => {
    const { client, email } = await signedInCustomer(server);
    await askReset(email);
    const token = linkToken(await lastMessage(server, email));
    const reset = () =>
      createClient(server.url).post('/api/auth/reset-password', {
        token,
        newPassword: 'another-long-password',
      });
    expect((await reset()).status).toBe(200);
    expect(await client.call('account.me')).toEqual({ role: 'visitor', singleSignOn: false });
    expect((await attempt(email)).status).toBe(401);
    expect((await attempt(email, 'another-long-password')).status).toBe(200);
    expect((await reset()).status).toBe(400);
  });

  it.each(['block', 'star', 'destroy'])('loses every way in at once with a %s', async (outcome) => {
    const { client, email, customerId } = await signedInCustomer(server);
    await askReset(email);
    const token = linkToken(await lastMessage(server, email));
    expect(token).not.toBe('');
    await decide(client, outcome);
    expect(await client.call('account.me')).toEqual({ role: 'visitor', singleSignOn: false });
    await expect(client.call('customer.me')).rejects.toMatchObject({ kind: 'sign_in_required' });
    expect((await attempt(email)).status).toBe(401);
    const [messages] = await server.database.pools
      .app`select count(*)::int as n from lethe.outbox where to_address = ${email}`;
    await askReset(email);
    const [after] = await server.database.pools
      .app`select count(*)::int as n from lethe.outbox where to_address = ${email}`;
    expect(after, 'no reset mail').toEqual(messages);
    const reset = await createClient(server.url).post('/api/auth/reset-password', {
      token,
      newPassword: PASSWORD,
    });
    expect(reset.status).toBe(400);
    const [left] = await server.database.pools.app`
      select count(*)::int as n from lethe.accounts where customer_id = ${customerId}`;
    expect(left).toEqual({ n: 0 });
  });

  it('leaves no code and no mail behind for resets asked for beside a destroy', async () => {
    const sql = server.database.pools.app;
    for (let round = 0; round < 4; round += 1) {
      const { client, email, customerId } = await signedInCustomer(server);
      const asked = Array.from({ length: 6 }, () => askReset(email));
      await decide(client, round % 2 === 0 ? 'destroy' : 'star');
      for (const answer of await Promise.all(asked)) expect(answer.status).toBe(200);
      const left = await sql`
        select 'code' as what from lethe.verifications where value = ${customerId}
        union all select template from lethe.outbox where to_address = ${email}`;
      expect(left).toEqual([]);
    }
  }, 60_000);

  it('mails no reset link to a person who was destroyed while it was being made', async () => {
    const sql = server.database.pools.app;
    const { client, email, customerId } = await signedInCustomer(server);
    await decide(client, 'destroy');
    await mailResetLink(sql, server.url, { id: customerId, email }, 'a-token');
    const [row] = await sql`select count(*)::int as n from lethe.outbox where to_address = ${email}`;
    expect(row).toEqual({ n: 0 });
  });

  it('tells nobody by three sign-ups at once whether an address is known', async () => {
    const known = await signedInCustomer(server);
    for (const email of ['three-at-once@lethe.example', known.email]) {
      const answers = await Promise.all(
        [1, 2, 3].map(async () => seen(await signUp(createClient(server.url), email))),
      );
      for (const answer of answers) expect(answer).toMatchObject({ status: 200, body: '{"status":true}' });
    }
  });

  it('makes every older reset link worthless with a new password', async () => {
    const { email } = await signedInCustomer(server);
    await askReset(email);
    const older = linkToken(await lastMessage(server, email));
    await askReset(email);
    const newer = linkToken(await lastMessage(server, email));
    const reset = (token: string) =>
      createClient(server.url).post('/api/auth/reset-password', { token, newPassword: PASSWORD });
    expect((await reset(newer)).status).toBe(200);
    expect((await reset(older)).status).toBe(400);
  });

  it('keeps its session in a cookie that no script and no other site can use, and never in the body', async () => {
    const { email } = await signedInCustomer(server);
    const response = await attempt(email);
    expect(response.headers.get('set-cookie')).toMatch(/HttpOnly/u);
    expect(response.headers.get('set-cookie')).toMatch(/SameSite=Lax/u);
    expect(await response.json()).toEqual({ status: true });
  });

  it('is asked for its input field by field, in the words of the catalog', async () => {
    const client = createClient(server.url);
    const tooLong = { name: 'x'.repeat(500), email: 'long@lethe.example', password: PASSWORD };
    const extra = { email: 'a@lethe.example', password: PASSWORD, role: 'admin' };
    for (const [action, body, field] of [
      ['sign-up/email', tooLong, 'name'],
      ['sign-up/email', { ...tooLong, name: 'A\r\nB' }, 'name'],
      ['sign-in/email', extra, 'role'],
      ['reset-password', { newPassword: PASSWORD }, 'token'],
    ] as const) {
      const refused = await client.post(`/api/auth/${action}`, body);
      expect(refused.status).toBe(400);
      expect(await refused.json()).toMatchObject({ error: { data: { kind: 'invalid_input', field } } });
    }
    const wrong = await attempt('nobody-here@lethe.example');
    expect(await wrong.json()).toMatchObject({ error: { data: { kind: 'wrong_credentials' } } });
  });

  it('accepts no link that has run out, and no session either', async () => {
    const sql = server.database.pools.app;
    const { client, customerId } = await signedInCustomer(server);
    const token = 'expired-token-expired-token';
    const hash = new Uint8Array(
      await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`verify_email\0${token}`)),
    );
    await sql`insert into lethe.email_tokens (customer_id, token_hash, expires_at)
      values (${customerId}, ${hash}, now() - interval '1 second')`;
    await expect(client.call('account.verifyEmail', { token, password: PASSWORD })).rejects.toMatchObject({
      kind: 'token_invalid',
    });
    await sql`update lethe.sessions set expires_at = now() - interval '1 second' where customer_id = ${customerId}`;
    expect(await client.call('account.me')).toEqual({ role: 'visitor', singleSignOn: false });
  });

  it('accepts no link to a new password and changes no password where the link or the session has run out', async () => {
    const sql = server.database.pools.app;
    const { client, email, customerId } = await signedInCustomer(server);
    const newPassword = 'another-long-password';
    const reset = async () => {
      await askReset(email);
      const token = linkToken(await lastMessage(server, email));
      return (when: 'in time' | 'late') =>
        sql`update lethe.verifications set expires_at = now() - interval '1 second' where ${when === 'late'}`.then(
          () => createClient(server.url).post('/api/auth/reset-password', { token, newPassword }),
        );
    };
    // The library deletes what has run out at the first look of a minute; this is that look.
    expect((await (await reset())('in time')).status).toBe(200);
    const late = await (await reset())('late');
    expect(await late.json()).toMatchObject({ error: { data: { kind: 'token_invalid' } } });

    const again = await signIn(server, email, newPassword);
    await sql`update lethe.sessions set expires_at = now() - interval '1 second' where customer_id = ${customerId}`;
    for (const session of [client, again]) {
      const change = { currentPassword: newPassword, newPassword: PASSWORD };
      const refused = await session.post('/api/auth/change-password', change);
      expect(await refused.json()).toMatchObject({ error: { data: { kind: 'sign_in_required' } } });
    }
  });

  it('keeps a blacklisted phone number out of a profile, and what is already there in it', async () => {
    const { client } = await signedInCustomer(server);
    await admin.call('admin.blacklist.add', { kind: 'phone', value: '+49 30 5550 1234', reason: 'fraud' });
    const profile = { fullName: 'N', company: null, companyNumber: null, birthDate: null, language: 'en' };
    const save = (phone: string | null) => client.call('customer.profile.update', { ...profile, phone });
    await expect(save('0049 (30) 55501234')).rejects.toMatchObject({ kind: 'value_refused' });
    await save('+49 30 5550 9999');
    await admin.call('admin.blacklist.add', { kind: 'phone', value: '+49 30 5550 9999', reason: 'fraud' });
    await save('+49 30 5550 9999');
  });

  it('refuses a link of a blocked customer even if one was made beside the block', async () => {
    const { client, email, customerId } = await signedInCustomer(server);
    await askReset(email);
    const token = linkToken(await lastMessage(server, email));
    const sql = server.database.pools.app;
    const [kept] =
      await sql`select identifier, value, expires_at from lethe.verifications where value = ${customerId}`;
    await decide(client, 'block');
    await sql.begin(async (tx) => {
      await tx`select set_config('lethe.guard', 'off', true)`;
      await tx`insert into lethe.verifications ${tx(kept as Record<string, string>)}`;
    });
    const reset = await createClient(server.url).post('/api/auth/reset-password', {
      token,
      newPassword: PASSWORD,
    });
    expect(reset.status).toBe(400);
  });

  it('answers known, unknown, blocked and blacklisted addresses alike', async () => {
    const known = await signedInCustomer(server);
    const blocked = await signedInCustomer(server);
    await decide(blocked.client, 'block', true);
    const destroyed = await signedInCustomer(server);
    await decide(destroyed.client, 'destroy', true);
    const addresses = ['new@lethe.example', known.email, blocked.email, destroyed.email];
    const ups = await Promise.all(
      addresses.map(async (email) => seen(await signUp(createClient(server.url), email))),
    );
    const resets = await Promise.all(addresses.map(async (email) => seen(await askReset(email))));
    const signIns = await Promise.all(
      addresses.map(async (email) => seen(await attempt(email, 'not-the-password'))),
    );
    for (const answers of [ups, resets, signIns])
      expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
    const [row] = await server.database.pools.app`
      select count(*)::int as n from lethe.users where email = ${destroyed.email}`;
    expect(row).toEqual({ n: 0 });
  });

  it('tells nobody by a sign-up and a sign-in after it whether the address was free', async () => {
    const known = await signedInCustomer(server);
    const listed = 'listed@lethe.example';
    await admin.call('admin.blacklist.add', { kind: 'email', value: listed, reason: 'fraud' });
    const answers = [];
    for (const email of ['was-free@lethe.example', known.email, listed]) {
      const password = 'the-stranger-s-own-password';
      await createClient(server.url).post('/api/auth/sign-up/email', { name: 'N', email, password });
      answers.push(await seen(await attempt(email, password)));
    }
    expect(answers).toEqual(Array(3).fill(answers[0]));
    expect((await lastMessage(server, 'was-free@lethe.example'))?.subject).toContain('confirm');
  });

  it('keeps a blacklisted person out however the address is written', async () => {
    const { client, email } = await signedInCustomer(server);
    await decide(client, 'destroy', true);
    const [name, domain] = email.split('@');
    for (const variant of [`${name}+again@${domain}`, email.toUpperCase(), email.replace('c', 'ｃ')]) {
      await signUp(createClient(server.url), variant);
    }
    const [row] = await server.database.pools.app`
      select count(*)::int as n from lethe.users where email like ${`%${name?.slice(1)}%`}`;
    expect(row).toEqual({ n: 0 });
  });

  it('offers nothing of the account library beyond the six actions', async () => {
    for (const path of [
      'get-session',
      'verify-email?token=x',
      'update-user',
      'change-email',
      'delete-user',
      'ok',
    ]) {
      const got = await createClient(server.url).fetch(`/api/auth/${path}`);
      const posted = await createClient(server.url).post(`/api/auth/${path}`, {});
      expect([got.status, posted.status], path).toEqual([404, 404]);
    }
  });
});
