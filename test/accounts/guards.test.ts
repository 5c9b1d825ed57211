import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isClosedAddress } from '../../server/accounts/address-queries.ts';
import { type AccountAction, accountActions } from '../../server/accounts/schema.ts';
import {
  lastMessage,
  PASSWORD,
  signedInAdmin,
  signedInCustomer,
  signIn as signInByPassword,
} from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { startServer, type TestServer } from '../support/server.ts';

/* What stands before the account actions, each guard for itself. */

const actions = Object.keys(accountActions) as AccountAction[];
const body = (action: AccountAction, email: string): Record<string, string> => {
  const bodies: Record<AccountAction, Record<string, string>> = {
    'sign-up/email': { name: 'Nora', email, password: PASSWORD },
    'sign-in/email': { email, password: 'not-the-password' },
    'sign-out': {},
    'request-password-reset': { email },
    'reset-password': { token: 'no-such-token', newPassword: PASSWORD },
    'change-password': { currentPassword: 'not-the-password', newPassword: PASSWORD },
    'two-factor/enable': { password: 'not-the-password' },
    'two-factor/disable': { password: 'not-the-password' },
    'two-factor/generate-backup-codes': { password: 'not-the-password' },
    'two-factor/verify-totp': { code: '000000' },
    'two-factor/verify-backup-code': { code: 'aaaaa-aaaaa' },
  };
  return bodies[action];
};

const fromAddress = (server: TestServer, address: string, action: AccountAction, email: string) =>
  fetch(`${server.url}/api/auth/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url, 'x-forwarded-for': address },
    body: JSON.stringify(body(action, email)),
  });
async function told(response: Response): Promise<string | number> {
  const { error } = (await response.json()) as { error?: { data?: { kind?: string } } };
  return error?.data?.kind ?? response.status;
}

describe('a reset asked for a closed account', () => {
  let server: TestServer;
  afterEach(() => server.stop());

  it('makes no link and no mail, even where the database would let it', async () => {
    server = await startServer();
    const sql = server.database.pools.app;
    const { customerId, email } = await signedInCustomer(server);
    const ask = () => createClient(server.url).post('/api/auth/request-password-reset', { email });
    await sql`alter table lethe.verifications disable trigger user`;
    const links = async () => (await sql`select from lethe.verifications where value = ${customerId}`).length;
    await ask();
    expect(await links()).toBe(1);
    await sql`delete from lethe.verifications`;
    await sql`delete from lethe.outbox`;
    await sql`update lethe.customers set state = 'blocked', closed_at = now() where id = ${customerId}`;
    expect((await ask()).status).toBe(200);
    expect(await links()).toBe(0);
    expect(await lastMessage(server, email)).toBeUndefined();
  });

  it('goes the way of an address that nobody can have, however it is typed', async () => {
    server = await startServer();
    const nobody = { name: 'N', email: 'Nobody@Invalid.example', password: PASSWORD };
    await createClient(server.url).post('/api/auth/sign-up/email', nobody);
    expect(await server.database.pools.app`select from lethe.users`).toHaveLength(0);
  });

  it('is known by its address, in any case of letters; open, unknown and admins’ addresses are not', async () => {
    server = await startServer();
    const sql = server.database.pools.app;
    const open = await signedInCustomer(server);
    const closed = await signedInCustomer(server);
    await signedInAdmin(server);
    await sql`update lethe.customers set state = 'blocked', closed_at = now() where id = ${closed.customerId}`;
    const [admin] = await sql<[{ email: string }]>`
      select email from lethe.users u join lethe.admins a on a.id = u.id`;
    for (const email of [closed.email, closed.email.toUpperCase()])
      expect(await isClosedAddress(sql, email)).toBe(true);
    for (const email of [open.email, admin.email, 'nobody@lethe.example'])
      expect(await isClosedAddress(sql, email)).toBe(false);
  });
});

describe('the limits of attempts', () => {
  let server: TestServer;
  afterEach(() => server.stop());

  const from = (address: string, action: AccountAction, email: string) =>
    fromAddress(server, address, action, email);

  it.each(['sign-in/email', 'sign-up/email', 'request-password-reset'] as const)(
    'count one account from one address, and hold nobody elsewhere for it: %s',
    async (action) => {
      server = await startServer({
        proxy: '127.0.0.1',
        limits: { addressPerMinute: 100, accountPerMinute: 3 },
      });
      const answers = [];
      for (let n = 1; n <= 5; n += 1)
        // However the address is written.
        answers.push(
          await told(await from('198.51.100.1', action, n % 2 ? 'Ada@x.example' : 'ada@x.example')),
        );
      expect(answers.slice(0, 3)).not.toContain('too_many_requests');
      expect(answers.slice(3)).toEqual(['too_many_requests', 'too_many_requests']);
      expect(await told(await from('198.51.100.2', action, 'ada@x.example'))).not.toBe('too_many_requests');
      expect(await told(await from('198.51.100.1', action, 'bo@x.example'))).not.toBe('too_many_requests');
    },
  );

  it('bound the guesses at one account from however many addresses, its own devices apart', async () => {
    server = await startServer({ proxy: '127.0.0.1', limits: { guessesPerHour: 4 } });
    const { email } = await signedInCustomer(server);
    const client = await signInByPassword(server, email);
    const guess = async (n: number, to = email) => told(await from(`198.51.100.${n}`, 'sign-in/email', to));
    const answers = [];
    // The sign-in of the customer was the first from a device nobody knew.
    for (let n = 1; n <= 6; n += 1) answers.push(await guess(n));
    expect(answers).toEqual([
      ...answers.slice(0, 3).fill('wrong_credentials'),
      ...Array(3).fill('too_many_requests'),
    ]);
    expect(await guess(9, 'somebody@x.example')).toBe('wrong_credentials');

    const stranger = createClient(server.url);
    const signIn = (as: Client) => as.post('/api/auth/sign-in/email', { email, password: PASSWORD });
    expect((await signIn(stranger)).status, 'the right password from an unknown device').toBe(429);
    await client.post('/api/auth/sign-out', {});
    expect((await signIn(client)).status, 'a device of before').toBe(200);
    const other = await signedInCustomer(server);
    const theirs = await signInByPassword(server, other.email);
    expect((await signIn(theirs)).status, 'a device of another account').toBe(429);
    const device = client.cookies.get('lethe.device') ?? '';
    expect(device).not.toContain('@');
    stranger.cookies.set(
      'lethe.device',
      device.replace(/^./u, (first) => (first === 'a' ? 'b' : 'a')),
    );
    expect((await signIn(stranger)).status, 'a cookie somebody made up').toBe(429);

    await stranger.post('/api/auth/request-password-reset', { email });
    const token = /#([\w-]+)/u.exec((await lastMessage(server, email))?.body ?? '')?.[1];
    await stranger.post('/api/auth/reset-password', { token, newPassword: PASSWORD });
    expect((await signIn(stranger)).status, 'a device that set a new password by mail').toBe(200);

    for (let n = 1; n <= 6; n += 1)
      await client.post('/api/auth/sign-in/email', { email, password: 'not the password' });
    expect((await signIn(client)).status, 'a device has a count of its own').toBe(429);
  });

  it('let five messages of a kind go to one address within the hour, and say nothing of it', async () => {
    server = await startServer();
    const sql = server.database.pools.app;
    const mails = async (to: string, template: string) =>
      (await sql`select from lethe.outbox where to_address = ${to} and template = ${template}`).length;
    const { client, email } = await signedInCustomer(server);
    const resets = [];
    for (let n = 1; n <= 7; n += 1)
      resets.push(await told(await from('198.51.100.1', 'request-password-reset', email)));
    expect(resets).toEqual(Array(7).fill(200));
    expect(await mails(email, 'reset_password')).toBe(5);

    const target = 'target@lethe.example';
    for (let n = 1; n <= 7; n += 1) {
      const someone = await signedInCustomer(server);
      expect(await someone.client.call('customer.email.change', { newEmail: target })).toEqual({});
    }
    expect(await mails(target, 'change_email')).toBe(5);

    const unconfirmed = 'unconfirmed@lethe.example';
    await from('198.51.100.1', 'sign-up/email', unconfirmed);
    for (let n = 1; n <= 7; n += 1)
      expect(
        await told(await client.post('/api/auth/sign-in/email', { email: unconfirmed, password: PASSWORD })),
      ).toBe('wrong_credentials');
    expect(await mails(unconfirmed, 'verify_email')).toBe(5);
  });

  it('count the messages to one mailbox together, however its address is tagged, dotted or typed', async () => {
    server = await startServer();
    for (let n = 1; n <= 7; n += 1) {
      const email = ['b.ombed', 'Bombed'][n % 2] + `+${n}@gmail.com`;
      const password = PASSWORD;
      const answer = await createClient(server.url).post('/api/auth/sign-up/email', {
        name: 'N',
        email,
        password,
      });
      expect(answer.status).toBe(200);
    }
    const mails = await server.database.pools
      .app`select from lethe.outbox where to_address ilike 'b%ombed+%'`;
    expect(mails).toHaveLength(5);
  });

  it('leave the messages to a confirmed address to its owner, whatever strangers ask for at other spellings of it', async () => {
    server = await startServer();
    const { email } = await signedInCustomer(server);
    const tagged = email.replace('@', '+stranger@');
    await from('198.51.100.1', 'sign-up/email', tagged);
    for (let n = 1; n <= 6; n += 1) await from('198.51.100.1', 'request-password-reset', tagged);
    await from('198.51.100.2', 'request-password-reset', email);
    expect((await lastMessage(server, email))?.subject).toBe('Set a new password');
    const mails = await server.database.pools.app`select from lethe.outbox where to_address = ${tagged}`;
    expect(mails, 'one to confirm, five resets').toHaveLength(6);
  });

  it('let a customer ask for five new addresses within the hour: each is told to the old one', async () => {
    server = await startServer();
    const { client } = await signedInCustomer(server);
    const ask = (n: number) => client.call('customer.email.change', { newEmail: `to-${n}@lethe.example` });
    for (let n = 1; n <= 5; n += 1) await ask(n);
    await expect(ask(6)).rejects.toMatchObject({ kind: 'too_many_requests' });
  });
});

describe('the limit of one address', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({
      proxy: '127.0.0.1',
      limits: { addressPerMinute: 3, accountPerMinute: 100 },
    });
  });
  afterAll(() => server.stop());

  it.each(actions.map((action, n) => [action, n] as const))(
    'counts a whole IPv6 network of 64 bits as one: %s',
    async (action, n) => {
      const network = `2001:db8:5:${n}a`;
      const attempt = async (address: string, nth: number) =>
        told(await fromAddress(server, address, action, `p${nth}-${n}@x.example`));
      const answers = [];
      for (const [nth, end] of ['::1', '::2', ':ffff:ffff:ffff:ffff', ':1:2:3:4'].entries())
        answers.push(await attempt(`${network}${end}`, nth));
      expect(answers.slice(0, 3)).not.toContain('too_many_requests');
      expect(answers[3]).toBe('too_many_requests');
      expect(await attempt(`2001:db8:5:${n}b::1`, 9), 'the network beside it').not.toBe('too_many_requests');
    },
  );
});

describe('the account actions', () => {
  let server: TestServer;
  let client: Client;
  let email: string;
  beforeAll(async () => {
    server = await startServer();
    ({ client, email } = await signedInCustomer(server));
  });
  afterAll(() => server.stop());

  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('are not asked by %s', async (method) => {
    for (const action of actions) {
      const given =
        method === 'GET' || method === 'HEAD' ? {} : { body: JSON.stringify(body(action, email)) };
      const headers = { 'content-type': 'application/json' };
      const response = await client.fetch(`/api/auth/${action}`, { method, headers, ...given });
      expect([response.status, response.headers.get('allow')], action).toEqual([405, 'POST']);
    }
    expect(await client.call('account.me'), 'still signed in').toMatchObject({ role: 'customer' });
    expect(await lastMessage(server, email)).toBeUndefined();
  });

  it('refuse a character that the database cannot keep, and say in which field', async () => {
    for (const [action, field] of [
      ['sign-up/email', 'name'],
      ['sign-up/email', 'email'],
      ['sign-in/email', 'email'],
      ['request-password-reset', 'email'],
      ['reset-password', 'token'],
    ] as const) {
      const given = body(action, 'nul@lethe.example');
      const response = await client.post(`/api/auth/${action}`, {
        ...given,
        [field]: given[field]?.replace(/^./u, '$&\0'),
      });
      expect([response.status, await response.json()], `${action} ${field}`).toMatchObject([
        400,
        { error: { data: { kind: 'invalid_input', field } } },
      ]);
    }
  });

  it('take no field that nobody declared', async () => {
    for (const action of actions) {
      const response = await client.post(`/api/auth/${action}`, { ...body(action, email), nonsense: true });
      expect([response.status, await response.json()], action).toMatchObject([
        400,
        { error: { data: { kind: 'invalid_input', field: 'nonsense' } } },
      ]);
    }
  });
});
