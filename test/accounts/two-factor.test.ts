import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastMessage, PASSWORD, signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { lookAndDecide } from '../support/decisions.ts';
import { startServer, type TestServer } from '../support/server.ts';
import {
  type App,
  codeOf,
  enable,
  giveCode,
  giveRecoveryCode,
  letCodesPass,
  setUpTwoFactor,
  wrongCode,
} from '../support/two-factor.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const sql = () => server.database.pools.app;
const SESSION = 'lethe.session_token';
const DEVICE = 'lethe.device';
const roleOf = async (client: Client) => (await client.call<{ role: string }>('account.me')).role;
const refusal = async (response: Response) =>
  ((await response.json()) as { error: { data: { kind: string; field?: string } } }).error.data;

/** A browser that has given the right password, and nothing else. */
async function afterPassword(email: string, password = PASSWORD): Promise<Client> {
  const client = createClient(server.url);
  const answer = await client.post('/api/auth/sign-in/email', { email, password });
  expect(await answer.json()).toEqual({ status: true, secondFactor: true });
  return client;
}
const countOf = async (table: 'sessions' | 'sign_ins' | 'verifications', userId: string) => {
  const rows = await sql()`select from ${sql()(`lethe.${table}`)}
    where ${sql()(table === 'verifications' ? 'value' : 'customer_id')} = ${userId}`;
  return rows.length;
};
async function customerWithApp() {
  const customer = await signedInCustomer(server);
  return { ...customer, app: await setUpTwoFactor(customer.client, sql()) };
}

describe('the password alone', () => {
  it.each(['customer', 'admin'])('opens nothing for a %s with a second factor', async (who) => {
    const { client, email } = await (who === 'admin' ? signedInAdmin(server) : signedInCustomer(server));
    await setUpTwoFactor(client, sql());
    const { userId } = await personOf(email);
    await sql()`delete from lethe.sessions where customer_id = ${userId}`;
    const stranger = await afterPassword(email);
    expect(await countOf('sessions', userId)).toBe(0);
    expect(await countOf('sign_ins', userId)).toBe(0);
    expect([...stranger.cookies.keys()]).toEqual(['lethe.two_factor']);
    expect(await roleOf(stranger)).toBe('visitor');
    await expect(
      stranger.call('account.confirmPassword', { password: PASSWORD, code: '000000' }),
    ).rejects.toMatchObject({ kind: 'sign_in_required' });
  });

  it('sends no session cookie, not even one that has ended', async () => {
    const { email } = await customerWithApp();
    const answer = await createClient(server.url).post('/api/auth/sign-in/email', {
      email,
      password: PASSWORD,
    });
    const values = answer.headers
      .getSetCookie()
      .filter((line) => line.startsWith(SESSION))
      .map((line) => line.split(';')[0]);
    expect(values.filter((value) => value !== `${SESSION}=`)).toEqual([]);
  });

  it('ends the session of whoever was signed in on this browser before', async () => {
    const { email } = await customerWithApp();
    const other = await signedInCustomer(server);
    await other.client.post('/api/auth/sign-in/email', { email, password: PASSWORD });
    expect(other.client.cookies.has(SESSION)).toBe(false);
  });

  it('marks no device, even where a mailed link set it', async () => {
    const { email } = await customerWithApp();
    const browser = createClient(server.url);
    await browser.post('/api/auth/request-password-reset', { email });
    const token = /#([\w-]+)/u.exec((await lastMessage(server, email))?.body ?? '')?.[1];
    const reset = await browser.post('/api/auth/reset-password', { token, newPassword: NEW });
    expect(reset.status).toBe(200);
    expect(browser.cookies.has(DEVICE)).toBe(false);
    await afterPassword(email, NEW);
  });
});
const NEW = 'a quite different password';

async function personOf(email: string): Promise<{ userId: string }> {
  const [row] = await sql()<
    [{ userId: string }]
  >`select id as "userId" from lethe.users where email = ${email}`;
  return row;
}

describe('the password and a code', () => {
  it('open the account, record one sign-in and mark the device', async () => {
    const { email, customerId, app } = await customerWithApp();
    const client = await afterPassword(email);
    const answer = await giveCode(client, codeOf(app.totpURI));
    expect([answer.status, await answer.json(), answer.headers.get('cache-control')]).toEqual([
      200,
      { status: true },
      'no-store',
    ]);
    expect(await roleOf(client)).toBe('customer');
    expect(await countOf('sign_ins', customerId)).toBe(1);
    expect([...client.cookies.keys()].toSorted()).toEqual([DEVICE, SESSION]);
    const [fresh] = await sql()`select confirmed_at > now() - interval '1 minute' as fresh
      from lethe.sessions where customer_id = ${customerId} order by created_at desc limit 1`;
    expect(fresh).toEqual({ fresh: true });
  });

  it('may be typed in two groups of digits', async () => {
    const { email, app } = await customerWithApp();
    const code = codeOf(app.totpURI);
    const answer = await giveCode(await afterPassword(email), ` ${code.slice(0, 3)} ${code.slice(3)}`);
    expect(answer.status).toBe(200);
  });

  it('are refused in words where the code is wrong, and the right one still counts', async () => {
    const { email, customerId, app } = await customerWithApp();
    const client = await afterPassword(email);
    const wrong = await giveCode(client, wrongCode(app.totpURI));
    expect([wrong.status, await refusal(wrong)]).toMatchObject([401, { kind: 'wrong_code', field: 'code' }]);
    expect([...client.cookies.keys()]).toEqual(['lethe.two_factor']);
    expect(await countOf('sign_ins', customerId)).toBe(0);
    expect((await giveCode(client, codeOf(app.totpURI))).status).toBe(200);
  });

  it('must be of one person: a code without a password, or of somebody else, opens nothing', async () => {
    const { email } = await customerWithApp();
    const other = await customerWithApp();
    const stranger = await giveCode(createClient(server.url), codeOf(other.app.totpURI));
    expect(await refusal(stranger)).toMatchObject({ kind: 'second_factor_expired' });
    const mixed = await giveCode(await afterPassword(email), codeOf(other.app.totpURI));
    expect(await refusal(mixed)).toMatchObject({ kind: 'wrong_code' });
  });

  it('cannot be asked to trust the device', async () => {
    const { email, app } = await customerWithApp();
    const client = await afterPassword(email);
    const answer = await client.post('/api/auth/two-factor/verify-totp', {
      code: codeOf(app.totpURI),
      trustDevice: true,
    });
    expect(await refusal(answer)).toMatchObject({ kind: 'invalid_input', field: 'trustDevice' });
  });
});

describe('a sign-in that waits for its code', () => {
  it('waits ten minutes', async () => {
    const { email, customerId, app } = await customerWithApp();
    const client = await afterPassword(email);
    const [waiting] =
      await sql()`select expires_at between now() + interval '9 minutes' and now() + interval '10 minutes' as right
      from lethe.verifications where value = ${customerId}`;
    expect(waiting).toEqual({ right: true });
    await sql()`update lethe.verifications set expires_at = now() - interval '1 second'`;
    const late = await giveCode(client, codeOf(app.totpURI));
    expect(await refusal(late)).toMatchObject({ kind: 'second_factor_expired' });
    expect(await roleOf(client)).toBe('visitor');
  });

  it('ends with a new password', async () => {
    const { client, email, app } = await customerWithApp();
    const stranger = await afterPassword(email);
    const changed = await client.post('/api/auth/change-password', {
      currentPassword: PASSWORD,
      newPassword: NEW,
    });
    expect(changed.status).toBe(200);
    const late = await giveCode(stranger, codeOf(app.totpURI));
    expect(await refusal(late)).toMatchObject({ kind: 'second_factor_expired' });
  });

  it('ends after five wrong codes', async () => {
    const { email, app } = await customerWithApp();
    const client = await afterPassword(email);
    for (let guess = 0; guess < 5; guess += 1) await giveCode(client, wrongCode(app.totpURI));
    const sixth = await giveCode(client, codeOf(app.totpURI));
    expect(await refusal(sixth)).toMatchObject({ kind: 'second_factor_expired' });
    expect(await roleOf(client)).toBe('visitor');
  });

  it.each(['block', 'star', 'destroy'])('ends with a %s, and the code opens nothing', async (outcome) => {
    const admin = await signedInAdmin(server);
    const { client, email, customerId, app } = await customerWithApp();
    const waiting = await afterPassword(email);
    const { requestId } = await client.call<{ requestId: string }>('customer.requests.create', {
      type: 'removal',
    });
    const decision = { requestId, outcome, blacklist: false, notify: false, reason: 'A law asks us to.' };
    await lookAndDecide(admin.client, decision);
    const late = await giveCode(waiting, codeOf(app.totpURI));
    expect(await refusal(late)).toMatchObject({ kind: 'second_factor_expired' });
    expect(await sql()`select from lethe.two_factors where customer_id = ${customerId}`).toEqual([]);
  });
});

describe('after a block is lifted', () => {
  it('the account asks for no code that nobody could give', async () => {
    const { customerId } = await customerWithApp();
    await sql()`delete from lethe.two_factors where customer_id = ${customerId}`;
    const [user] = await sql()`select two_factor_enabled as on from lethe.users where id = ${customerId}`;
    expect(user).toEqual({ on: false });
  });
});

describe('a recovery code', () => {
  it('opens the account once', async () => {
    const { email, customerId, app } = await customerWithApp();
    const [code = ''] = app.backupCodes;
    expect(app.backupCodes).toHaveLength(10);
    const client = await afterPassword(email);
    expect((await giveRecoveryCode(client, ` ${code} `)).status).toBe(200);
    expect(await roleOf(client)).toBe('customer');
    expect(await countOf('sign_ins', customerId)).toBe(1);
    expect(client.cookies.has(DEVICE)).toBe(true);
    const again = await giveRecoveryCode(await afterPassword(email), code);
    expect([again.status, await refusal(again)]).toMatchObject([401, { kind: 'wrong_code', field: 'code' }]);
    expect((await giveRecoveryCode(await afterPassword(email), app.backupCodes[1]!)).status).toBe(200);
  });

  it('opens it for one of two who use it at once', async () => {
    const { email, customerId, app } = await customerWithApp();
    const clients = [await afterPassword(email), await afterPassword(email)];
    const answers = await Promise.all(clients.map((client) => giveRecoveryCode(client, app.backupCodes[0]!)));
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 401]);
    expect(await countOf('sign_ins', customerId)).toBe(1);
  });

  it('is of no use to somebody who is signed in already', async () => {
    const { client, app } = await customerWithApp();
    const answer = await giveRecoveryCode(client, app.backupCodes[0]!);
    expect([answer.status, await refusal(answer)]).toMatchObject([409, { kind: 'two_factor_on' }]);
  });
});

describe('a code of the app', () => {
  const signInBy = async (email: string, code: string) => giveCode(await afterPassword(email), code);

  it('counts once, and none of an earlier half minute counts after it', async () => {
    const { email, app } = await customerWithApp();
    const code = codeOf(app.totpURI);
    expect((await signInBy(email, code)).status).toBe(200);
    const again = await signInBy(email, code);
    expect([again.status, await refusal(again)]).toMatchObject([401, { kind: 'wrong_code', field: 'code' }]);
    expect((await signInBy(email, codeOf(app.totpURI, -1))).status).toBe(401);
    expect((await signInBy(email, codeOf(app.totpURI, 1))).status).toBe(200);
  });

  it('counts for one of two who use it at once', async () => {
    const { email, customerId, app } = await customerWithApp();
    const clients = [await afterPassword(email), await afterPassword(email)];
    const code = codeOf(app.totpURI);
    const answers = await Promise.all(clients.map((client) => giveCode(client, code)));
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 401]);
    expect(await countOf('sign_ins', customerId)).toBe(1);
  });

  it('that completed the set-up opens nothing afterwards', async () => {
    const { client, email } = await signedInCustomer(server);
    const app = (await (await enable(client)).json()) as App;
    const code = codeOf(app.totpURI);
    expect((await giveCode(client, code)).status).toBe(200);
    expect((await signInBy(email, code)).status).toBe(401);
    await letCodesPass(sql());
    expect((await signInBy(email, code)).status).toBe(200);
  });

  it('cannot be tried out by somebody who is signed in already', async () => {
    const { client, app } = await customerWithApp();
    for (const code of [codeOf(app.totpURI), wrongCode(app.totpURI)])
      expect(await refusal(await giveCode(client, code))).toMatchObject({ kind: 'two_factor_on' });
  });
});
