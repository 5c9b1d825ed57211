import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastMessage, PASSWORD, signedInAdmin, signedInCustomer, signIn } from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
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

const NEW = 'a quite different password';
const sql = () => server.database.pools.app;
const roleOf = async (client: Client) => (await client.call<{ role: string }>('account.me')).role;
const isOn = async (client: Client) => (await client.call<{ twoFactor: boolean }>('account.me')).twoFactor;
const refusal = async (response: Response) =>
  ((await response.json()) as { error: { data: { kind: string; field?: string } } }).error.data;
const switchOff = (client: Client, password = PASSWORD) =>
  client.post('/api/auth/two-factor/disable', { password });
const newCodes = (client: Client, password = PASSWORD) =>
  client.post('/api/auth/two-factor/generate-backup-codes', { password });
const provedMinutesAgo = (userId: string, minutes: number) => sql()`
  update lethe.sessions set confirmed_at = now() - make_interval(mins => ${minutes}) where customer_id = ${userId}`;
const messagesTo = async (email: string, template: string) =>
  (await sql()`select from lethe.outbox where to_address = ${email} and template = ${template}`).length;
async function customerWithApp() {
  const customer = await signedInCustomer(server);
  return { ...customer, app: await setUpTwoFactor(customer.client, sql()) };
}
async function afterPassword(email: string): Promise<Client> {
  const client = createClient(server.url);
  await client.post('/api/auth/sign-in/email', { email, password: PASSWORD });
  return client;
}

describe('switching two-factor sign-in on', () => {
  it('shows the secret and the recovery codes once, to nobody else, and starts with the first code', async () => {
    const { client, email, customerId } = await signedInCustomer(server);
    const answer = await enable(client);
    const app = (await answer.json()) as App;
    expect(Object.keys(app).toSorted()).toEqual(['backupCodes', 'totpURI']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(app.totpURI).toMatch(/^otpauth:\/\/totp\/127\.0\.0\.1:/u);
    expect(new Set(app.backupCodes).size).toBe(10);
    expect(await isOn(client)).toBe(false);
    expect(await roleOf(await signIn(server, email)), 'before the first code').toBe('customer');
    const [row] = await sql()<[{ secret: string; backupCodes: string }]>`
      select secret, backup_codes as "backupCodes" from lethe.two_factors where customer_id = ${customerId}`;
    for (const stored of [row.secret, row.backupCodes]) expect(stored).toMatch(/^[0-9a-f]+$/u);

    expect(await refusal(await giveCode(client, wrongCode(app.totpURI)))).toMatchObject({
      kind: 'wrong_code',
    });
    expect(await isOn(client)).toBe(false);
    expect(await messagesTo(email, 'second_factor_changed')).toBe(0);
    expect((await giveCode(client, codeOf(app.totpURI))).status).toBe(200);
    expect(await isOn(client)).toBe(true);
    expect(await messagesTo(email, 'second_factor_changed')).toBe(1);
    expect((await lastMessage(server, email))?.body).not.toContain(app.backupCodes[0]);
  });

  it('asks for the password, and for a session', async () => {
    const { client } = await signedInCustomer(server);
    const wrong = await enable(client, 'not the password');
    expect([wrong.status, await refusal(wrong)]).toMatchObject([
      400,
      { kind: 'wrong_password', field: 'password' },
    ]);
    expect(await refusal(await enable(createClient(server.url)))).toMatchObject({ kind: 'sign_in_required' });
  });

  it.each(['issuer', 'method', 'trustDevice'])('takes no %s', async (field) => {
    const { client } = await signedInCustomer(server);
    const answer = await client.post('/api/auth/two-factor/enable', { password: PASSWORD, [field]: 'otp' });
    expect(await refusal(answer)).toMatchObject({ kind: 'invalid_input', field });
  });

  it('can be begun again until the first code, and not after it', async () => {
    const { client } = await signedInCustomer(server);
    const first = (await (await enable(client)).json()) as App;
    const second = (await (await enable(client)).json()) as App;
    expect(await refusal(await giveCode(client, codeOf(first.totpURI)))).toMatchObject({
      kind: 'wrong_code',
    });
    expect((await giveCode(client, codeOf(second.totpURI))).status).toBe(200);
    expect(await refusal(await enable(client))).toMatchObject({ kind: 'two_factor_on' });
  });

  it('ends every session that began without it, and renews its own', async () => {
    const { client, email } = await signedInCustomer(server);
    const elsewhere = await signIn(server, email);
    const before = client.cookies.get('lethe.session_token');
    await setUpTwoFactor(client, sql());
    expect([await roleOf(client), await roleOf(elsewhere)]).toEqual(['customer', 'visitor']);
    expect(client.cookies.get('lethe.session_token')).not.toBe(before);
  });

  it('is refused to a page of another account, and without a consent that is required', async () => {
    const { client } = await signedInCustomer(server);
    const other = await signedInCustomer(server);
    const app = (await (await enable(client)).json()) as App;
    const bodies = {
      enable: { password: PASSWORD },
      disable: { password: PASSWORD },
      'generate-backup-codes': { password: PASSWORD },
      'verify-totp': { code: codeOf(app.totpURI) },
    };
    const kinds = async (headers: Record<string, string>) => {
      const answers = Object.entries(bodies).map(([action, body]) =>
        client.fetch(`/api/auth/two-factor/${action}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify(body),
        }),
      );
      return Promise.all((await Promise.all(answers)).map(async (answer) => (await refusal(answer)).kind));
    };
    expect(await kinds({ 'x-lethe-page-of': other.customerId })).toEqual(Array(4).fill('other_account'));
    await sql()`update lethe.settings set enabled = true, authorization_required = true`;
    const unconsented = await kinds({});
    await sql()`update lethe.settings set authorization_required = false`;
    expect(unconsented).toEqual(Array(4).fill('consent_required'));
    expect(await isOn(client)).toBe(false);
  });

  it('happens once where it is begun twice at the same moment', async () => {
    const { client, customerId } = await signedInCustomer(server);
    const answers = await Promise.all([enable(client), enable(client)]);
    expect(answers.filter(({ ok }) => ok).length).toBeGreaterThan(0);
    expect(answers.every(({ status }) => [200, 409].includes(status))).toBe(true);
    expect(await sql()`select from lethe.two_factors where customer_id = ${customerId}`).toHaveLength(1);
  });
});

describe('switching two-factor sign-in off', () => {
  it('asks for the password, forgets secret and codes, and tells the owner', async () => {
    const { client, email, customerId } = await customerWithApp();
    const wrong = await switchOff(client, 'not the password');
    expect(await refusal(wrong)).toMatchObject({ kind: 'wrong_password', field: 'password' });
    expect((await switchOff(client)).status).toBe(200);
    expect(await isOn(client)).toBe(false);
    expect(await sql()`select from lethe.two_factors where customer_id = ${customerId}`).toEqual([]);
    expect(await messagesTo(email, 'second_factor_changed')).toBe(2);
    expect(await roleOf(await signIn(server, email))).toBe('customer');
    expect(await refusal(await switchOff(client))).toMatchObject({ kind: 'two_factor_off' });
  });

  it('takes a code too: a session and the password are not enough', async () => {
    const { client, customerId, app } = await customerWithApp();
    await provedMinutesAgo(customerId, 11);
    const change = { currentPassword: PASSWORD, newPassword: NEW };
    const attempts = [
      await switchOff(client),
      await newCodes(client),
      await client.post('/api/auth/change-password', change),
    ];
    for (const attempt of attempts)
      expect([attempt.status, await refusal(attempt)]).toMatchObject([
        401,
        { kind: 'fresh_sign_in_required' },
      ]);
    await client.call('account.confirmPassword', { password: PASSWORD, code: codeOf(app.totpURI) });
    expect((await switchOff(client)).status).toBe(200);
  });
});

describe('new recovery codes', () => {
  it('replace the old ones, and are shown once', async () => {
    const { client, email, app } = await customerWithApp();
    const answer = await newCodes(client);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const body = (await answer.json()) as App;
    expect(Object.keys(body)).toEqual(['backupCodes']);
    const old = await giveRecoveryCode(await afterPassword(email), app.backupCodes[0]!);
    expect(await refusal(old)).toMatchObject({ kind: 'wrong_code' });
    expect((await giveRecoveryCode(await afterPassword(email), body.backupCodes[0]!)).status).toBe(200);
  });

  it('ask for the password, and for two-factor sign-in', async () => {
    const { client } = await customerWithApp();
    expect(await refusal(await newCodes(client, 'not the password'))).toMatchObject({
      kind: 'wrong_password',
      field: 'password',
    });
    const other = await signedInCustomer(server);
    expect(await refusal(await newCodes(other.client))).toMatchObject({ kind: 'two_factor_off' });
  });
});

describe('a new password', () => {
  it('proves no code: the session stays as old as its last one', async () => {
    const { client, customerId } = await customerWithApp();
    await provedMinutesAgo(customerId, 8);
    const change = { currentPassword: PASSWORD, newPassword: NEW };
    expect((await client.post('/api/auth/change-password', change)).status).toBe(200);
    const [row] = await sql()`select confirmed_at < now() - interval '7 minutes' as old
      from lethe.sessions where customer_id = ${customerId}`;
    expect(row).toEqual({ old: true });
  });

  it('proves the owner where there is no second factor', async () => {
    const { client, customerId } = await signedInCustomer(server);
    await provedMinutesAgo(customerId, 8);
    await client.post('/api/auth/change-password', { currentPassword: PASSWORD, newPassword: NEW });
    const [row] = await sql()`select confirmed_at > now() - interval '1 minute' as fresh
      from lethe.sessions where customer_id = ${customerId}`;
    expect(row).toEqual({ fresh: true });
  });
});

describe('confirming in place', () => {
  const confirm = (client: Client, code?: string, password = PASSWORD) =>
    client.call('account.confirmPassword', { password, ...(code === undefined ? {} : { code }) });
  const isFresh = async (userId: string) => {
    const [row] = await sql()`select bool_and(confirmed_at > now() - interval '1 minute') as fresh
      from lethe.sessions where customer_id = ${userId}`;
    return row?.fresh;
  };

  it('takes the password and a code, where two-factor sign-in is on', async () => {
    const { client, customerId, app } = await customerWithApp();
    await provedMinutesAgo(customerId, 11);
    await expect(confirm(client)).rejects.toMatchObject({
      status: 401,
      kind: 'code_required',
      field: 'code',
    });
    await expect(confirm(client, wrongCode(app.totpURI))).rejects.toMatchObject({
      kind: 'wrong_code',
      field: 'code',
    });
    await expect(confirm(client, codeOf(app.totpURI), 'not the password')).rejects.toMatchObject({
      kind: 'wrong_password',
    });
    expect(await isFresh(customerId)).toBe(false);
    await confirm(client, codeOf(app.totpURI));
    expect(await isFresh(customerId)).toBe(true);
  });

  it('takes a code once, also one that opened the session', async () => {
    const { email, customerId, app } = await customerWithApp();
    const client = await afterPassword(email);
    const code = codeOf(app.totpURI);
    await giveCode(client, code);
    await provedMinutesAgo(customerId, 11);
    await expect(confirm(client, code)).rejects.toMatchObject({ kind: 'wrong_code' });
    await letCodesPass(sql());
    await confirm(client, code);
    await expect(confirm(client, code)).rejects.toMatchObject({ kind: 'wrong_code' });
  });

  it('confirms nothing by the password where two-factor sign-in is switched on meanwhile', async () => {
    const { client, customerId } = await signedInCustomer(server);
    await provedMinutesAgo(customerId, 11);
    const { passwords } = server.deps;
    const verify = passwords!.verify.bind(passwords);
    passwords!.verify = async (given) => {
      await sql()`update lethe.users set two_factor_enabled = true where id = ${customerId}`;
      return verify(given);
    };
    await expect(confirm(client)).rejects.toMatchObject({ kind: 'sign_in_required' });
    passwords!.verify = verify;
    expect(await isFresh(customerId)).toBe(false);
  });
});

describe('an admin with a second factor', () => {
  it('decides by the code of the sign-in, and is asked for another after ten minutes', async () => {
    const { client, email, adminId } = await signedInAdmin(server);
    const app = await setUpTwoFactor(client, sql());
    const again = await afterPassword(email);
    await giveRecoveryCode(again, app.backupCodes[0]!);
    await again.call('admin.settings.update', { waitingDays: 14 });
    await provedMinutesAgo(adminId, 11);
    const change = again.call('admin.settings.update', { waitingDays: 14 });
    await expect(change).rejects.toMatchObject({ kind: 'fresh_sign_in_required' });
  });
});
