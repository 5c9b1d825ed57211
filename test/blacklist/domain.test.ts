import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastMessage, PASSWORD, signedInAdmin, signedInCustomer, signIn } from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { customerOf, person } from '../support/intake.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { registerSystem } from '../support/systems.ts';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startServer();
  admin = (await signedInAdmin(server)).client;
  await admin.call('admin.blacklist.add', { kind: 'domain', value: '@spam.example', reason: 'abuse' });
});
afterAll(() => server.stop());

const signUp = async (email: string) => {
  const answer = await createClient(server.url).post('/api/auth/sign-up/email', {
    name: 'Sly',
    email,
    password: PASSWORD,
  });
  const users = await server.database.pools.app`select from lethe.users where email = ${email.toLowerCase()}`;
  return { status: answer.status, made: users.length };
};

describe('a domain on the blacklist', () => {
  it.each(['sly@spam.example', 'SLY@Spam.Example', 'sly@mail.spam.example', 'x+y@a.b.spam.example'])(
    'refuses the sign-up of %s, answered like any other',
    async (email) => {
      const free = await signUp(`free-${crypto.randomUUID()}@lethe.example`);
      expect(free.made).toBe(1);
      expect(await signUp(email)).toEqual({ status: free.status, made: 0 });
      expect(await lastMessage(server, email)).toBeUndefined();
    },
  );

  it('makes no account by such a sign-up, not even for a moment', async () => {
    const { app } = server.database.pools;
    await app.unsafe(`create table public.made (email text);
      create function public.note() returns trigger language plpgsql security definer as $$
        begin insert into public.made values (new.email); return null; end $$;
      create trigger note after insert on lethe.users for each row execute function public.note();`);
    await signUp('quick@spam.example');
    await signUp('quick@lethe.example');
    expect(await app`select email from public.made`).toEqual([{ email: 'quick@lethe.example' }]);
    await app.unsafe('drop function public.note() cascade; drop table public.made;');
  });

  it('confirms no sign-up from before by a link to set a password', async () => {
    const { app } = server.database.pools;
    const list = (value: string) =>
      admin.call('admin.blacklist.add', { kind: 'domain', value, reason: 'abuse' });
    const reset = (email: string) =>
      createClient(server.url).post('/api/auth/request-password-reset', { email });
    const password = 'quite another password';
    await signUp('early@late.example');
    await list('@late.example');
    await reset('early@late.example');
    expect((await lastMessage(server, 'early@late.example'))?.subject).not.toBe('Set a new password');
    await signUp('early@later.example');
    await reset('early@later.example');
    const token = /#([\w-]+)/u.exec((await lastMessage(server, 'early@later.example'))!.body)![1]!;
    await list('@later.example');
    const set = { token, newPassword: password };
    expect((await createClient(server.url).post('/api/auth/reset-password', set)).status).toBe(200);
    expect(
      await app`select email from lethe.users where email_verified and email like 'early@%'`,
      'stays unconfirmed',
    ).toEqual([]);
    await expect(signIn(server, 'early@later.example', password)).rejects.toThrow('401');
  });

  it('keeps no customer out whom a system handed in', async () => {
    const system = await registerSystem(server, admin, 'Shop');
    const row = person({ email: 'real@spam.example' });
    await customerOf(system, row);
    await createClient(server.url).post('/api/auth/request-password-reset', { email: row.email });
    const token = /#([\w-]+)/u.exec((await lastMessage(server, row.email))!.body)![1]!;
    const set = { token, newPassword: 'quite another password' };
    await createClient(server.url).post('/api/auth/reset-password', set);
    await signIn(server, row.email, set.newPassword);
  });

  it.each(['sly@notspam.example', 'sly@spam.example.net', 'spam@example.org'])(
    'leaves %s alone',
    async (email) => {
      expect(await signUp(email)).toMatchObject({ made: 1 });
    },
  );

  it('refuses a change to one of its addresses: no link is mailed to it', async () => {
    const { client } = await signedInCustomer(server);
    await client.call('customer.email.change', { newEmail: 'nora@mail.spam.example' });
    expect(await lastMessage(server, 'nora@mail.spam.example')).toBeUndefined();
  });

  it('refuses no row of a system, and nobody who is in', async () => {
    const system = await registerSystem(server, admin, 'Billing');
    const row = person({ email: 'anna@spam.example' });
    const customerId = await customerOf(system, row);
    expect(await customerOf(system, { ...row, phone: '+49 30 551188' })).toBe(customerId);
    await createClient(server.url).post('/api/auth/request-password-reset', { email: row.email });
    expect(await lastMessage(server, row.email), 'the link to set a password').toBeDefined();
  });
});
