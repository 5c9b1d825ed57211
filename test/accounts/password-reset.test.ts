import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmAddress } from '../../server/accounts/unconfirmed-queries.ts';
import { lastMessage, PASSWORD, signedInAdmin, signedInCustomer, signIn } from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { insertSignUp } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { untilSomebodyWaits } from '../support/waiting.ts';

/* Whoever used a link that was mailed to an address has proved it, and hears of a password that is another one now. */

const STRANGERS = 'the password of a stranger';
const NEW = 'a quite different password';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startServer();
  ({ client: admin } = await signedInAdmin(server));
});
afterAll(() => server.stop());

const sql = () => server.database.pools.app;
const tokenFor = async (email: string) =>
  /#([\w-]+)/u.exec((await lastMessage(server, email))?.body ?? '')?.[1] ?? '';
const signUp = (email: string) =>
  createClient(server.url).post('/api/auth/sign-up/email', { name: 'Sly', email, password: STRANGERS });
async function reset(email: string): Promise<Response> {
  const visitor = createClient(server.url);
  await visitor.post('/api/auth/request-password-reset', { email });
  const token = await tokenFor(email);
  return visitor.post('/api/auth/reset-password', { token, newPassword: NEW });
}
const isConfirmed = async (key: { email: string } | { id: string }) => {
  const [row] = await ('id' in key
    ? sql()`select email_verified as confirmed from lethe.users where id = ${key.id}`
    : sql()`select email_verified as confirmed from lethe.users where email = ${key.email}`);
  return row?.confirmed as boolean | undefined;
};

describe('a password set by a mailed link', () => {
  it('confirms the address, and keeps out whoever signed up with it before', async () => {
    const email = 'victim@lethe.example';
    await signUp(email);
    const confirmation = await tokenFor(email);
    await expect(signIn(server, email, STRANGERS), 'not confirmed').rejects.toThrow('401');
    expect((await reset(email)).status).toBe(200);
    const owner = await signIn(server, email, NEW);
    expect(await owner.call('account.me')).toMatchObject({ role: 'customer' });
    await expect(signIn(server, email, STRANGERS)).rejects.toThrow('401');
    const stranger = createClient(server.url);
    await expect(
      stranger.call('account.verifyEmail', { token: confirmation, password: STRANGERS }),
    ).rejects.toMatchObject({ status: expect.any(Number) });
    const sessions = await sql()`
      select from lethe.sessions s join lethe.users u on u.id = s.customer_id where u.email = ${email}`;
    expect(sessions, 'the owner’s own').toHaveLength(1);
  });

  it('of an admin is in the audit, and one of a customer is not', async () => {
    const { email, adminId } = await signedInAdmin(server, 'support');
    const customer = await signedInCustomer(server);
    expect([(await reset(email)).status, (await reset(customer.email)).status]).toEqual([200, 200]);
    const acts = await sql()`select actor from lethe.audit where action = 'own_password_changed'`;
    expect(acts).toEqual([{ actor: adminId }]);
  });

  it('confirms nothing by being asked for, nor by a link that nobody mailed', async () => {
    const email = 'asked-only@lethe.example';
    await signUp(email);
    const visitor = createClient(server.url);
    await visitor.post('/api/auth/request-password-reset', { email });
    const made = await visitor.post('/api/auth/reset-password', { token: 'x'.repeat(24), newPassword: NEW });
    expect([made.status, await isConfirmed({ email })]).toEqual([400, false]);
  });

  it('confirms no address that is on the blacklist', async () => {
    const email = 'kept-out@lethe.example';
    await signUp(email);
    const visitor = createClient(server.url);
    await visitor.post('/api/auth/request-password-reset', { email });
    const token = await tokenFor(email);
    await admin.call('admin.blacklist.add', { kind: 'email', value: email, reason: 'fraud' });
    const answer = await visitor.post('/api/auth/reset-password', { token, newPassword: NEW });
    expect(answer.status).toBe(200);
    expect(await isConfirmed({ email })).toBe(false);
    await expect(signIn(server, email, NEW)).rejects.toThrow('401');
  });

  it('confirms the address it was mailed to and no other, of an open account alone', async () => {
    const moved = await insertSignUp(sql(), 1);
    await confirmAddress(sql(), moved.id, 'the-one-before@lethe.example');
    expect(await isConfirmed(moved)).toBe(false);
    const closed = await insertSignUp(sql(), 1);
    const [user] = await sql()<[{ email: string }]>`select email from lethe.users where id = ${closed.id}`;
    await sql()`update lethe.customers set state = 'blocked' where id = ${closed.id}`;
    await confirmAddress(sql(), closed.id, user.email);
    expect(await isConfirmed(closed)).toBe(false);
    await sql()`update lethe.customers set state = 'open' where id = ${closed.id}`;
    await confirmAddress(sql(), closed.id, user.email);
    expect(await isConfirmed(closed)).toBe(true);
  });
});

it('a link whose account went away while it was used is no longer valid, as before and after', async () => {
  const { customerId, email } = await signedInCustomer(server);
  const visitor = createClient(server.url);
  await visitor.post('/api/auth/request-password-reset', { email });
  const token = await tokenFor(email);
  let answer: Promise<Response> | undefined;
  await sql().begin(async (tx) => {
    await tx`lock table lethe.users in access exclusive mode`;
    answer = visitor.post('/api/auth/reset-password', { token, newPassword: NEW });
    await untilSomebodyWaits(sql());
    await tx`with account as (delete from lethe.users where id = ${customerId}) delete from lethe.customers where id = ${customerId}`;
  });
  const gone = await answer;
  expect([gone?.status, await gone?.json()]).toMatchObject([
    400,
    { error: { data: { kind: 'token_invalid' } } },
  ]);
});

describe('the owner of an account', () => {
  const notices = async (email: string) =>
    (await sql()`select from lethe.outbox where to_address = ${email} and template = 'password_changed'`)
      .length;
  const change = (client: Client, currentPassword: string) =>
    client.post('/api/auth/change-password', { currentPassword, newPassword: NEW });

  it('is told by mail of a password that was changed, and only then', async () => {
    const { client, email } = await signedInCustomer(server);
    await change(client, 'not the password');
    expect(await notices(email)).toBe(0);
    await change(client, PASSWORD);
    expect(await notices(email)).toBe(1);
    const notice = await lastMessage(server, email);
    expect(notice?.subject).toBe('Your password was changed');
    expect(notice?.body).toContain(`${server.url}/forgot-password`);
  });

  it('is told of one that was set by mail', async () => {
    const { email } = await signedInCustomer(server);
    await reset(email);
    expect(await notices(email)).toBe(1);
  });

  it('is told as an admin, too', async () => {
    const { client, adminId } = await signedInAdmin(server);
    const [user] = await sql()<[{ email: string }]>`select email from lethe.users where id = ${adminId}`;
    await change(client, PASSWORD);
    expect(await notices(user.email)).toBe(1);
    expect((await reset(user.email)).status).toBe(200);
    expect(await notices(user.email)).toBe(2);
  });
});
