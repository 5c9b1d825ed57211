import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../db/connect.ts';
import { SESSIONS } from '../../db/sessions.ts';
import { PASSWORD, signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { createDatabase } from '../support/database.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  await server.database.pools.app`update lethe.settings set time_zone = 'Asia/Tokyo'`;
});
afterAll(() => server.stop());

const sql = () => server.database.pools.app;
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0 <b>lure</b>';

async function enter(email: string, client: Client = createClient(server.url), password = PASSWORD) {
  const answer = await client.fetch('/api/auth/sign-in/email', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': AGENT },
    body: JSON.stringify({ email, password }),
  });
  return { client, status: answer.status };
}
const letters = (email: string) => sql()<{ subject: string; body: string; customerId: string | null }[]>`
  select subject, body, customer_id as "customerId" from lethe.outbox where to_address = ${email} and template = 'new_device'`;

describe('a sign-in on a device that the account does not know', () => {
  it('is told by mail: the device, the address, the operator’s time, and how to end it', async () => {
    const { email, customerId } = await signedInCustomer(server);
    const { client } = await enter(email);
    expect(await letters(email), 'the first of all').toEqual([]);
    await enter(email, client);
    expect(await letters(email), 'the same device').toEqual([]);
    await enter(email);
    const [letter, more] = await letters(email);
    expect(more).toBeUndefined();
    expect(letter).toMatchObject({ subject: 'A sign-in on a new device', customerId });
    expect(letter?.body).toMatch(
      /^Firefox on Linux, from 127\.0\.0\.1, on \d+ \w+ \d{4} at \d\d:\d\d GMT\+9\.$/mu,
    );
    expect(letter?.body).toContain('Sign-in Details');
    expect(letter?.body.match(/https?:\S+/gu)).toEqual([`${server.url}/forgot-password`]);
    expect(letter?.body).not.toContain('lure');
  });

  it('is told to an admin who was here before', async () => {
    const { client, email } = await signedInAdmin(server);
    await enter(email);
    expect(await letters(email), 'the first of all').toEqual([]);
    await client.call('account.me');
    await enter(email);
    expect(await letters(email)).toMatchObject([{ customerId: null }]);
  });

  it('is told where an account was left for longer than its sign-ins are kept', async () => {
    const { email, customerId } = await signedInCustomer(server);
    await sql()`update lethe.users set created_at = now() - interval '181 days' where id = ${customerId}`;
    await enter(email);
    expect(await letters(email)).toHaveLength(1);
  });

  it('is no news where the password was wrong, and fills nobody’s mailbox', async () => {
    const { email } = await signedInCustomer(server);
    await enter(email);
    expect((await enter(email, createClient(server.url), 'not the password')).status).toBe(401);
    expect(await letters(email)).toEqual([]);
    for (let count = 0; count < 7; count++)
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as a limit counts them
      expect((await enter(email)).status).toBe(200);
    expect(await letters(email)).toHaveLength(5);
  });

  it('needs one connection of the pool and no second, for which others with their first would wait', async () => {
    const database = await createDatabase();
    const app = connect(database.url, 1, SESSIONS.app);
    const pools = { ...database.pools, app };
    const narrow = { ...(await startServer({ pools })), database: { ...database, pools } };
    for (const { email, client } of [await signedInCustomer(narrow), await signedInAdmin(narrow)]) {
      await client.call('account.me');
      await enter(email, createClient(narrow.url));
      await enter(email, createClient(narrow.url));
      const told =
        await app`select from lethe.outbox where to_address = ${email} and template = 'new_device'`;
      expect(told.length, email).toBeGreaterThan(0);
    }
    await narrow.stop();
    await Promise.all([app.end(), database.drop()]);
  });
});
