import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROVIDER } from '../../server/team/single-sign-on/rules.ts';
import { lastMessage, PASSWORD, signedInAdmin, signedInCustomer, signIn } from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { eventually, untilSomebodyWaits } from '../support/waiting.ts';

/* An admin's own name and address. What a customer's change of address shares with it is in email-change.test.ts. */

let server: TestServer;
const sql = () => server.database.pools.app;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

type Admin = Awaited<ReturnType<typeof signedInAdmin>>;
let next = 1;
const newAddress = () => `ada.moved-${next++}@lethe.example`;
const ask = (client: Client, newEmail: string) => client.call('admin.email.change', { newEmail });
const press = (client: Client, token: string, password?: string) =>
  client.call('account.confirmEmailChange', { token, ...(password === undefined ? {} : { password }) });
const tokenFor = async (email: string) =>
  /\/change-email#([\w-]+)/u.exec((await lastMessage(server, email))?.body ?? '')?.[1] ?? '';
const emailOf = async ({ adminId }: Admin) =>
  (await sql()<{ email: string }[]>`select email from lethe.users where id = ${adminId}`)[0]?.email;
const acts = async ({ adminId }: Admin) =>
  sql()`select action, details from lethe.audit where actor = ${adminId} order by number`;
const age = ({ adminId }: Admin) =>
  sql()`update lethe.sessions set confirmed_at = now() - interval '11 minutes' where customer_id = ${adminId}`;

async function asked(role: Parameters<typeof signedInAdmin>[1] = 'officer') {
  const admin = await signedInAdmin(server, role);
  const to = newAddress();
  await ask(admin.client, to);
  const token = await tokenFor(to);
  expect(token).toMatch(/^[\w-]{43}$/u);
  return { admin, to, token };
}

describe('an admin’s own name', () => {
  it.each(['owner', 'officer', 'support', 'auditor'] as const)(
    'is changed by the %s herself',
    async (role) => {
      const admin = await signedInAdmin(server, role);
      await admin.client.call('admin.profile.update', { fullName: '  Adele Admin ' });
      expect(await admin.client.call('account.me')).toMatchObject({ fullName: 'Adele Admin' });
      await admin.client.call('admin.profile.update', { fullName: 'Adele Admin' });
      expect(await acts(admin), 'once, and without the name').toEqual([
        { action: 'own_name_changed', details: {} },
      ]);
    },
  );

  it('is a line of text that can be read', async () => {
    const { client } = await signedInAdmin(server);
    for (const fullName of ['', '   ', '\u200B', 'Ada\u0000', 'x'.repeat(1000)])
      await expect(client.call('admin.profile.update', { fullName })).rejects.toMatchObject({
        kind: 'invalid_input',
      });
  });

  it('is what colleagues know them by, so it needs a proof of the last ten minutes', async () => {
    const admin = await signedInAdmin(server);
    await age(admin);
    await expect(admin.client.call('admin.profile.update', { fullName: 'Olga' })).rejects.toMatchObject({
      kind: 'fresh_sign_in_required',
    });
    expect(await acts(admin)).toEqual([]);
  });
});

describe('an admin’s own address', () => {
  it('counts once its link is used; then every session and every older link ends, and all owners are told', async () => {
    const owner = await signedInAdmin(server);
    const { admin, to, token } = await asked();
    const notice = await lastMessage(server, admin.email);
    expect(notice?.subject).toBe('Another e-mail address was asked for');
    expect(notice?.body).not.toContain(to);
    expect(await admin.client.call('admin.email.get')).toMatchObject({ email: admin.email, newEmail: to });
    const elsewhere = await signIn(server, admin.email);
    await createClient(server.url).post('/api/auth/request-password-reset', { email: admin.email });
    const reset = /#([\w-]+)/u.exec((await lastMessage(server, admin.email))?.body ?? '')?.[1];
    expect(await press(admin.client, token)).toEqual({ changed: true });
    for (const client of [admin.client, elsewhere])
      expect(await client.call('account.me')).toMatchObject({ role: 'visitor' });
    const dead = await elsewhere.post('/api/auth/reset-password', { token: reset, newPassword: PASSWORD });
    expect(dead.status).toBe(400);
    await expect(signIn(server, admin.email)).rejects.toThrow('401');
    expect(await (await signIn(server, to)).call('account.me')).toMatchObject({ adminId: admin.adminId });
    const alert = await lastMessage(server, owner.email);
    expect(alert?.body).toContain('Ada Admin changed the e-mail address that they sign in with');
    expect(`${alert?.subject}${alert?.body}`).not.toContain(to);
    expect(await acts(admin)).toEqual(
      ['own_address_asked', 'own_address_changed'].map((action) => ({ action, details: {} })),
    );
    const letters =
      await sql()`select customer_id from lethe.outbox where to_address in (${admin.email}, ${to})`;
    expect(letters.every(({ customer_id }) => customer_id === null)).toBe(true);
    await expect(press(createClient(server.url), token, PASSWORD)).rejects.toMatchObject({
      kind: 'token_invalid',
    });
  });

  it('tells an owner whose account moves in the old mailbox too', async () => {
    const { admin, token } = await asked('owner');
    await press(admin.client, token);
    expect((await lastMessage(server, admin.email))?.body).toContain('changed the e-mail address');
  });

  it('is moved by its own session or password only, whoever reads the new mailbox', async () => {
    const { admin, to, token } = await asked();
    const others = [
      createClient(server.url),
      (await signedInAdmin(server)).client,
      (await signedInCustomer(server)).client,
    ];
    for (const client of others) {
      await expect(press(client, token)).rejects.toMatchObject({ kind: 'password_required' });
      await expect(press(client, token, 'not the password')).rejects.toMatchObject({
        kind: 'wrong_password',
      });
    }
    expect(await emailOf(admin)).toBe(admin.email);
    await press(others[0]!, token, PASSWORD);
    expect(await emailOf(admin)).toBe(to);
  });

  it('needs a proof of the last ten minutes', async () => {
    const admin = await signedInAdmin(server);
    await age(admin);
    await expect(ask(admin.client, newAddress())).rejects.toMatchObject({ kind: 'fresh_sign_in_required' });
  });

  it('that is taken or blacklisted is answered like any other, and gets no link', async () => {
    const owner = await signedInAdmin(server);
    const listed = newAddress();
    await owner.client.call('admin.blacklist.add', { kind: 'email', value: listed, reason: 'fraud' });
    const taken = [(await signedInCustomer(server)).email, (await signedInAdmin(server)).email, listed];
    for (const to of taken) {
      const admin = await signedInAdmin(server, 'support');
      expect(await ask(admin.client, to)).toEqual({});
      expect(await admin.client.call('admin.email.get')).toMatchObject({ newEmail: to });
      expect(await tokenFor(to), to).toBe('');
      expect((await lastMessage(server, admin.email))?.subject).toContain('Another');
    }
  });

  it('is refused where it was taken or blacklisted after the mail, and where an owner removed the admin', async () => {
    const first = await asked();
    await sql()`insert into lethe.users (name, email) values ('Nora', ${first.to})`;
    const second = await asked();
    const owner = await signedInAdmin(server);
    await owner.client.call('admin.team.remove', { adminId: second.admin.adminId });
    const third = await asked();
    await owner.client.call('admin.blacklist.add', { kind: 'email', value: third.to, reason: 'fraud' });
    for (const { token } of [first, second, third])
      await expect(press(createClient(server.url), token, PASSWORD)).rejects.toMatchObject({
        kind: 'token_invalid',
      });
    expect(await emailOf(first.admin)).toBe(first.admin.email);
    const left = await sql()`select 1 from lethe.email_changes where customer_id = ${second.admin.adminId}`;
    expect(left).toHaveLength(0);
  });

  it('waits for a removal under way, and is refused then', async () => {
    const { admin, token } = await asked();
    let pressed: Promise<unknown> | undefined;
    await sql().begin(async (tx) => {
      await tx`delete from lethe.users where id = ${admin.adminId}`;
      pressed = press(admin.client, token, PASSWORD).catch((error: unknown) => error);
      await untilSomebodyWaits(sql());
    });
    expect(await pressed).toMatchObject({ kind: 'token_invalid' });
  });

  it('lets no link through to the old one that is made while it is confirmed', async () => {
    const { admin, token } = await asked();
    const { adminId, email } = admin;
    let confirmed: Promise<unknown> | undefined;
    let reset: Promise<unknown> | undefined;
    await sql().begin(async (tx) => {
      await tx`select 1 from lethe.sessions where customer_id = ${adminId} for update`;
      confirmed = press(admin.client, token, PASSWORD);
      await untilSomebodyWaits(sql());
      reset = createClient(server.url).post('/api/auth/request-password-reset', { email });
      await eventually(async () =>
        expect(await sql()`select from lethe.verifications where value = ${adminId}`).toHaveLength(1),
      );
    });
    expect(await confirmed).toEqual({ changed: true });
    await reset;
    const mails = await sql()`
      select from lethe.outbox where to_address = ${email} and template = 'reset_password'`;
    expect(mails, 'a link in a mailbox that is no longer the account’s').toHaveLength(0);
  });

  it('can be given up, which the audit has, and stops with a new password', async () => {
    const { admin, token } = await asked();
    await admin.client.call('admin.email.cancel');
    await expect(press(admin.client, token)).rejects.toMatchObject({ kind: 'token_invalid' });
    expect((await acts(admin)).map(({ action }) => action)).toEqual([
      'own_address_asked',
      'own_address_cancelled',
    ]);
    const other = await asked();
    await other.admin.client.post('/api/auth/change-password', {
      currentPassword: PASSWORD,
      newPassword: PASSWORD,
    });
    await expect(press(other.admin.client, other.token)).rejects.toMatchObject({ kind: 'token_invalid' });
  });
});

it('an admin of single sign-on has name and address from the provider', async () => {
  const admin = await signedInAdmin(server, 'officer');
  await sql()`update lethe.accounts set provider_id = ${PROVIDER} where customer_id = ${admin.adminId}`;
  const refused = { kind: 'details_of_provider' };
  await expect(ask(admin.client, newAddress())).rejects.toMatchObject(refused);
  await expect(admin.client.call('admin.profile.update', { fullName: 'Olga' })).rejects.toMatchObject(
    refused,
  );
});
