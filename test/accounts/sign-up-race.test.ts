import { afterAll, beforeAll, expect, it } from 'vitest';
import { findEverywhere } from '../../server/personal-data/scan.ts';
import { PASSWORD, signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { lookAndDecide } from '../support/decisions.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { untilSomebodyWaits } from '../support/waiting.ts';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startServer();
  ({ client: admin } = await signedInAdmin(server));
});
afterAll(() => server.stop());

const signUp = (email: string) =>
  createClient(server.url).post('/api/auth/sign-up/email', { name: 'Back Again', email, password: PASSWORD });

/** A sign-up that has looked at the blacklist and is held up before it writes, until `between` is done. */
async function signUpAround(email: string, between: () => Promise<unknown>): Promise<Response> {
  const sql = server.database.pools.app;
  let answer: Promise<Response> | undefined;
  await sql.begin(async (tx) => {
    await tx`lock table lethe.users in share mode`;
    answer = signUp(email);
    await untilSomebodyWaits(sql);
    await between();
  });
  return answer!;
}

it('a sign-up that begins before a decision blacklists its address, and ends after it, does not get through', async () => {
  const sql = server.database.pools.app;
  const { client, email } = await signedInCustomer(server);
  const { requestId } = await client.call<{ requestId: string }>('customer.requests.create', {
    type: 'removal',
  });
  const variant = email.replace('@', '+again@');
  const answer = await signUpAround(variant, () =>
    lookAndDecide(admin, {
      requestId,
      outcome: 'block',
      blacklist: true,
      notify: false,
      reason: 'A law asks us to.',
    }),
  );
  expect([answer.status, await answer.json()]).toEqual([200, { status: true }]);
  expect(await findEverywhere(sql, variant)).toEqual([]);
  const [row] = await sql`select count(*)::int as n from lethe.customers where state = 'open'`;
  expect(row, 'no customer is left of it').toEqual({ n: 0 });
});

it('an account that was left unconfirmed by such a sign-up gets no link by a sign-in', async () => {
  const sql = server.database.pools.app;
  const email = 'left@lethe.example';
  await signUp(email);
  await sql`delete from lethe.outbox where to_address = ${email}`;
  await admin.call('admin.blacklist.add', { kind: 'email', value: email, reason: 'fraud' });
  const response = await createClient(server.url).post('/api/auth/sign-in/email', {
    email,
    password: PASSWORD,
  });
  expect(response.status).toBe(401);
  const mails = await sql`select from lethe.outbox where to_address = ${email}`;
  expect(mails).toHaveLength(0);
});

it('one that nobody blacklists meanwhile gets through', async () => {
  const email = 'held-up@lethe.example';
  await signUpAround(email, async () => undefined);
  const mails = await server.database.pools.app`select from lethe.outbox where to_address = ${email}`;
  expect(mails).toHaveLength(1);
});
