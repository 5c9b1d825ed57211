import { afterEach, describe, expect, it } from 'vitest';
import { PASSWORD, signedInCustomer } from '../support/accounts.ts';
import { type CallError, type Client, createClient } from '../support/client.ts';
import { logged } from '../support/log-lines.ts';
import { startServer, type TestServer } from '../support/server.ts';
import {
  codeOf,
  giveCode,
  giveRecoveryCode,
  letCodesPass,
  setUpTwoFactor,
  wrongCode,
} from '../support/two-factor.ts';

let server: TestServer;
afterEach(() => server.stop());

const sql = () => server.database.pools.app;
async function afterPassword(email: string, client = createClient(server.url)): Promise<Client> {
  await client.post('/api/auth/sign-in/email', { email, password: PASSWORD });
  return client;
}
async function customerWithApp() {
  const customer = await signedInCustomer(server);
  return { ...customer, app: await setUpTwoFactor(customer.client, sql()) };
}

describe('guessing a code', () => {
  it('ends after ten an hour from everywhere, with whatever sign-in and whatever kind of code', async () => {
    server = await startServer();
    const { email, app } = await customerWithApp();
    const statuses: number[] = [];
    for (let guess = 0; guess < 10; guess += 1) {
      const client = await afterPassword(email);
      const answer =
        guess % 2 === 0
          ? await giveCode(client, wrongCode(app.totpURI))
          : await giveRecoveryCode(client, 'aaaaa-aaaaa');
      statuses.push(answer.status);
    }
    expect(statuses).toEqual(Array(10).fill(401));
    const right = await giveCode(await afterPassword(email), codeOf(app.totpURI));
    expect(right.status).toBe(429);
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await giveRecoveryCode(await afterPassword(email), app.backupCodes[0]!)).status).toBe(429);
  });

  it('keeps the owner out neither of another account nor of a device that the account knows', async () => {
    server = await startServer();
    const { email, app } = await customerWithApp();
    const own = await afterPassword(email);
    expect((await giveCode(own, codeOf(app.totpURI))).status).toBe(200);
    await letCodesPass(sql());
    await own.post('/api/auth/sign-out', {});
    for (let guess = 0; guess < 10; guess += 1)
      await giveCode(await afterPassword(email), wrongCode(app.totpURI));
    expect((await giveCode(await afterPassword(email), codeOf(app.totpURI))).status).toBe(429);
    for (let guess = 0; guess < 2; guess += 1)
      await giveCode(await afterPassword(email, own), wrongCode(app.totpURI));
    expect((await giveCode(await afterPassword(email, own), codeOf(app.totpURI))).status).toBe(200);
    const other = await customerWithApp();
    expect((await giveCode(await afterPassword(other.email), codeOf(other.app.totpURI))).status).toBe(200);
  });

  it('is limited for each client address too', async () => {
    server = await startServer({ limits: { addressPerMinute: 10_000, accountPerMinute: 4 } });
    const { email, app } = await customerWithApp();
    const client = await afterPassword(email);
    const answers = [];
    for (let guess = 0; guess < 4; guess += 1)
      answers.push((await giveCode(client, wrongCode(app.totpURI))).status);
    // One was the code of the set-up.
    expect(answers).toEqual([401, 401, 401, 429]);
  });

  it('is limited within a session, whose password is known already', async () => {
    server = await startServer();
    const { client, app } = await customerWithApp();
    const confirm = (code: string) =>
      client.call('account.confirmPassword', { password: PASSWORD, code }).then(
        () => 'answered',
        ({ kind }: CallError) => kind,
      );
    const kinds = [];
    for (let guess = 0; guess < 9; guess += 1) kinds.push(await confirm(wrongCode(app.totpURI)));
    expect(kinds).toEqual(Array(9).fill('wrong_code'));
    expect(await confirm(codeOf(app.totpURI))).toBe('too_many_requests');
  });

  it('is limited while the app is being set up', async () => {
    server = await startServer();
    const { client } = await signedInCustomer(server);
    const begun = await client.post('/api/auth/two-factor/enable', { password: PASSWORD });
    const { totpURI } = (await begun.json()) as { totpURI: string };
    const statuses = [];
    for (let guess = 0; guess < 11; guess += 1)
      statuses.push((await giveCode(client, wrongCode(totpURI))).status);
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429]);
  });
});

describe('codes and secrets', () => {
  it('stand in no line of the log, and in no entry of the audit', async () => {
    server = await startServer();
    const { email, client, app } = await customerWithApp();
    const code = codeOf(app.totpURI);
    const [recovery = ''] = app.backupCodes;
    const { text, lines } = await logged(async () => {
      for (const given of [wrongCode(app.totpURI), code, code])
        await giveCode(await afterPassword(email), given);
      for (const given of [recovery, recovery]) await giveRecoveryCode(await afterPassword(email), given);
      const confirmation = { password: PASSWORD, code: wrongCode(app.totpURI) };
      await client.call('account.confirmPassword', confirmation).catch(() => undefined);
    });
    expect(lines.map(({ kind }) => kind)).toEqual(Array(4).fill('wrong_code'));
    const audit = JSON.stringify(await sql()`select * from lethe.audit`);
    const secret = new URL(app.totpURI).searchParams.get('secret')!;
    for (const word of [code, wrongCode(app.totpURI), recovery, secret])
      expect(`${text}${audit}`).not.toContain(word);
  });
});
