import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastMessage, PASSWORD, signedInAdmin, signedInCustomer, signIn } from '../support/accounts.ts';
import { createClient } from '../support/client.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const sql = () => server.database.pools.app;
const OTHER = 'another password of a stranger';
async function signUp(email: string) {
  const answer = await createClient(server.url).post('/api/auth/sign-up/email', {
    name: 'A stranger',
    email,
    password: OTHER,
  });
  const headers = Object.fromEntries(answer.headers);
  delete headers.date;
  return { status: answer.status, body: await answer.text(), headers };
}
const mailsTo = async (email: string, template: string) =>
  (await sql()`select from lethe.outbox where to_address = ${email} and template = ${template}`).length;

describe('signing up with a known address', () => {
  it('is answered like any other, and tells its mailbox that there is an account', async () => {
    const { email } = await signedInCustomer(server);
    const known = await signUp(email.toUpperCase());
    expect(known).toEqual(await signUp('quite-new@lethe.example'));
    const message = await lastMessage(server, email);
    expect(message?.subject).toBe('You have an account already');
    expect(message?.body).toContain(`${server.url}/sign-in`);
    expect(message?.body).not.toContain('stranger');
    await signIn(server, email);
    await expect(signIn(server, email, OTHER)).rejects.toThrow('401');
  });

  it('says so in the words that an admin saved, with the link in its place', async () => {
    const { client } = await signedInAdmin(server);
    const words = { subject: 'Welcome back', body: 'You are here already: {{link}}' };
    await client.call('admin.templates.update', { name: 'account_exists', ...words });
    const { email } = await signedInCustomer(server);
    await signUp(email);
    const body = `You are here already: ${server.url}/sign-in`;
    expect(await lastMessage(server, email)).toEqual({ subject: 'Welcome back', body });
    await client.call('admin.templates.reset', { name: 'account_exists' });
  });

  it('that was never confirmed gets a new link, whose password is that of the first sign-up', async () => {
    const email = 'unconfirmed@lethe.example';
    const first = { name: 'N', email, password: PASSWORD };
    await createClient(server.url).post('/api/auth/sign-up/email', first);
    await signUp(email);
    expect(await mailsTo(email, 'verify_email')).toBe(2);
    expect(await mailsTo(email, 'account_exists')).toBe(0);
    const token = /#([\w-]+)/u.exec((await lastMessage(server, email))?.body ?? '')?.[1];
    const verify = (password: string) =>
      createClient(server.url).call('account.verifyEmail', { token, password });
    await expect(verify(OTHER)).rejects.toMatchObject({ kind: 'wrong_credentials' });
    expect(await verify(PASSWORD)).toEqual({ verified: true });
  });

  it('of an admin tells the admin', async () => {
    const { adminId } = await signedInAdmin(server);
    const [admin] = await sql()<[{ email: string }]>`select email from lethe.users where id = ${adminId}`;
    await signUp(admin.email);
    expect(await mailsTo(admin.email, 'account_exists')).toBe(1);
  });

  it('writes five messages an hour, and nothing to a closed account', async () => {
    const { email } = await signedInCustomer(server);
    for (let n = 1; n <= 7; n += 1) expect((await signUp(email)).status).toBe(200);
    expect(await mailsTo(email, 'account_exists')).toBe(5);
    const closed = await signedInCustomer(server);
    await sql()`update lethe.customers set state = 'blocked', closed_at = now() where id = ${closed.customerId}`;
    expect((await signUp(closed.email)).status).toBe(200);
    expect(await mailsTo(closed.email, 'account_exists')).toBe(0);
  });
});
