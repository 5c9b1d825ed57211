import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findEverywhere } from '../../server/personal-data/scan.ts';
import {
  type Customer,
  lastMessage,
  PASSWORD,
  signedInAdmin,
  signedInCustomer,
  signIn,
} from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { lookAndDecide } from '../support/decisions.ts';
import { rounds } from '../support/depth.ts';
import { customerOf, upsertWith } from '../support/intake.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { registerSystem } from '../support/systems.ts';
import { eventually, untilSomebodyWaits } from '../support/waiting.ts';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startServer();
  ({ client: admin } = await signedInAdmin(server));
});
afterAll(() => server.stop());

let next = 1;
const newAddress = () => `moved-${next++}@lethe.example`;
const ask = (client: Client, newEmail: string) => client.call('customer.email.change', { newEmail });
const confirm = (token: string, password = PASSWORD) =>
  createClient(server.url).call('account.confirmEmailChange', { token, password });
const tokenFor = async (email: string) =>
  /#([\w-]+)/u.exec((await lastMessage(server, email))?.body ?? '')?.[1] ?? '';
const emailOf = async ({ customerId }: Customer) => {
  const [row] = await server.database.pools.app`select email from lethe.users where id = ${customerId}`;
  return row?.email as string | undefined;
};
const refused = { kind: 'token_invalid' };

/** A customer with a new address that waits for its link. */
async function asked() {
  const customer = await signedInCustomer(server);
  const to = newAddress();
  await ask(customer.client, to);
  const token = await tokenFor(to);
  expect(token).not.toBe('');
  return { customer, to, token };
}

async function decide({ client }: Customer, outcome: string, blacklist = false) {
  const { requestId } = await client.call<{ requestId: string }>('customer.requests.create', {
    type: 'removal',
  });
  const reason = 'because';
  await lookAndDecide(admin, { requestId, outcome, blacklist, notify: false, reason });
}

describe('a new e-mail address', () => {
  it('is told to the system that had said the old one, and to no other', async () => {
    const [shop, crm] = [
      await registerSystem(server, admin, 'Shop'),
      await registerSystem(server, admin, 'CRM'),
    ];
    const planter = await registerSystem(server, admin, 'Planter');
    const { customer, to, token } = await asked();
    const { customerId, email } = customer;
    const row = { externalId: 'nora', email };
    await customerOf(shop, row);
    await customerOf(planter, row);
    await customerOf(planter, { ...row, email: 'of.its@own.example' });
    await server.database.pools.app`insert into lethe.external_ids (customer_id, system_id, external_id)
      select ${customerId}, system_id, 'nora' from lethe.system_keys where id = ${crm.id}`;
    await confirm(token);
    const told = [{ index: 0, customerId, correctedByPerson: [{ field: 'email', value: to }] }];
    expect(await upsertWith(shop, [row])).toEqual(told);
    expect(await upsertWith(crm, [row])).toEqual([{ index: 0, customerId }]);
    expect(await upsertWith(planter, [row])).toEqual([{ index: 0, customerId }]);
    expect(await upsertWith(shop, [{ ...row, email: to }])).toEqual([{ index: 0, customerId }]);
  });

  it('is what a system said differently no longer', async () => {
    const crm = await registerSystem(server, admin, 'CRM');
    const { customer, to, token } = await asked();
    await customerOf(crm, { externalId: 'otto', email: customer.email });
    await customerOf(crm, { externalId: 'otto', email: to });
    const stated = (client: Client) => client.call<{ items: object[] }>('customer.statements.list');
    expect((await stated(customer.client)).items).toMatchObject([{ field: 'email', value: to }]);
    await confirm(token);
    expect((await stated(await signIn(server, to))).items).toEqual([]);
  });

  it('counts once its link is used, and only then', async () => {
    const customer = await signedInCustomer(server);
    const to = newAddress();
    await ask(customer.client, to.toUpperCase());
    expect(await emailOf(customer)).toBe(customer.email);
    expect(await customer.client.call('customer.email.get')).toMatchObject({
      email: customer.email,
      newEmail: to,
    });
    const message = await lastMessage(server, to);
    expect(message?.body.match(/https?:\S+/u)?.[0]).toMatch(/\/change-email#[\w-]{43}$/u);
    const token = await tokenFor(to);
    for (const method of ['GET', 'HEAD']) {
      const input = encodeURIComponent(JSON.stringify({ token }));
      await createClient(server.url).fetch(`/trpc/account.confirmEmailChange?input=${input}`, { method });
    }
    expect(await emailOf(customer), 'a mail scanner changes nothing').toBe(customer.email);
    expect(await confirm(token)).toEqual({ changed: true });
    expect(await emailOf(customer)).toBe(to);
    await expect(confirm(token)).rejects.toMatchObject(refused);
    await expect(signIn(server, customer.email)).rejects.toThrow('401');
    const again = await signIn(server, to);
    expect(await again.call('customer.email.get')).toEqual({ email: to, newEmail: null, expiresAt: null });
  });

  it('is told to the old one when it is asked for, without naming it', async () => {
    const { customer, to } = await asked();
    const notice = await lastMessage(server, customer.email);
    expect(notice?.subject).toBe('Another e-mail address was asked for');
    expect(notice?.body).not.toContain(to);
  });

  it('ends every session, and every link that was mailed before', async () => {
    const { customer, token } = await asked();
    const elsewhere = await signIn(server, customer.email);
    await createClient(server.url).post('/api/auth/request-password-reset', { email: customer.email });
    const reset = await tokenFor(customer.email);
    await confirm(token);
    for (const client of [customer.client, elsewhere])
      expect(await client.call('account.me')).toEqual({ role: 'visitor', singleSignOn: false });
    const response = await createClient(server.url).post('/api/auth/reset-password', {
      token: reset,
      newPassword: PASSWORD,
    });
    expect(response.status).toBe(400);
  });

  it('lets no link through to the old one that is made while it is confirmed', async () => {
    const sql = server.database.pools.app;
    const { customer, token } = await asked();
    const { customerId, email } = customer;
    let confirmed: Promise<unknown> | undefined;
    let reset: Promise<unknown> | undefined;
    await sql.begin(async (tx) => {
      await tx`select 1 from lethe.sessions where customer_id = ${customerId} for update`;
      confirmed = confirm(token);
      await untilSomebodyWaits(sql);
      reset = createClient(server.url).post('/api/auth/request-password-reset', { email });
      await eventually(async () =>
        expect(await sql`select from lethe.verifications where value = ${customerId}`).toHaveLength(1),
      );
    });
    expect(await confirmed).toEqual({ changed: true });
    await reset;
    const mails = await sql`
      select from lethe.outbox where to_address = ${email} and template = 'reset_password'`;
    expect(mails, 'a link in a mailbox that is no longer the account’s').toHaveLength(0);
  });

  it('is kept beside a hash of its token, never the token', async () => {
    const { token } = await asked();
    const hits = await findEverywhere(server.database.pools.app, token);
    expect(hits.map(({ table, column }) => `${table}.${column}`)).toEqual(['outbox.body']);
  });

  it('needs a fresh sign-in', async () => {
    const { client, customerId } = await signedInCustomer(server);
    await server.database.pools.app`
      update lethe.sessions set confirmed_at = now() - interval '11 minutes' where customer_id = ${customerId}`;
    await expect(ask(client, newAddress())).rejects.toMatchObject({ kind: 'fresh_sign_in_required' });
  });

  it('is not the one that the account has', async () => {
    const { client, email } = await signedInCustomer(server);
    await expect(ask(client, email.toUpperCase())).rejects.toMatchObject({
      kind: 'email_unchanged',
      field: 'newEmail',
    });
  });

  it('takes the place of one asked for before, whose link dies; and can be given up', async () => {
    const { customer, token } = await asked();
    const to = newAddress();
    await ask(customer.client, to);
    await expect(confirm(token)).rejects.toMatchObject(refused);
    const newer = await tokenFor(to);
    await customer.client.call('customer.email.cancel');
    await expect(confirm(newer)).rejects.toMatchObject(refused);
    expect(await emailOf(customer)).toBe(customer.email);
  });

  it('cannot be confirmed after a day', async () => {
    const { customer, token } = await asked();
    await server.database.pools.app`
      update lethe.email_changes set expires_at = now() where customer_id = ${customer.customerId}`;
    await expect(confirm(token)).rejects.toMatchObject(refused);
    expect(await emailOf(customer)).toBe(customer.email);
  });

  it('cannot be confirmed by the token of another thing', async () => {
    const email = newAddress();
    await createClient(server.url).post('/api/auth/sign-up/email', { name: 'N', email, password: PASSWORD });
    await expect(confirm(await tokenFor(email))).rejects.toMatchObject(refused);
  });

  it.each(['changes the password', 'sets a new one by mail'])('dies when its customer %s', async (how) => {
    const { customer, token } = await asked();
    const { client, email } = customer;
    if (how === 'changes the password') {
      await client.post('/api/auth/change-password', { currentPassword: PASSWORD, newPassword: PASSWORD });
    } else {
      await client.post('/api/auth/request-password-reset', { email });
      const reset = { token: await tokenFor(email), newPassword: PASSWORD };
      expect((await client.post('/api/auth/reset-password', reset)).status).toBe(200);
    }
    await expect(confirm(token)).rejects.toMatchObject(refused);
    expect(await emailOf(customer)).toBe(email);
  });
});

describe('a decision between asking and confirming', () => {
  it.each(['block', 'star', 'destroy'])(
    'kills the link and forgets the address with a %s',
    async (outcome) => {
      const { customer, to, token } = await asked();
      await decide(customer, outcome);
      await expect(confirm(token)).rejects.toMatchObject(refused);
      const hits = await findEverywhere(server.database.pools.app, to);
      // A block closes an account and erases nothing: the message that waits to be sent goes its way.
      const left = outcome === 'block' ? ['outbox.to_address'] : [];
      expect(hits.map(({ table, column }) => `${table}.${column}`)).toEqual(left);
      if (outcome !== 'block') expect(await emailOf(customer)).not.toBe(to);
    },
  );

  it('leaves it alive with a refusal', async () => {
    const { customer, to, token } = await asked();
    await decide(customer, 'refuse');
    await confirm(token);
    expect(await emailOf(customer)).toBe(to);
  });

  it('and a confirmation under way leave no address behind, whichever is first', async () => {
    for (let round = 0; round < rounds(4, 12); round += 1) {
      const { customer, to, token } = await asked();
      const confirmed = confirm(token).catch((error: unknown) => error);
      await decide(customer, round % 2 === 0 ? 'destroy' : 'star').catch(() => undefined);
      await confirmed;
      const [row] = await server.database.pools.app`
        select status from lethe.data_requests where customer_id = ${customer.customerId}`;
      // The confirmation ended the session before the request was made: then there was nothing to decide.
      if (row === undefined && (await emailOf(customer)) === to) continue;
      expect(await findEverywhere(server.database.pools.app, to)).toEqual([]);
    }
  }, 60_000);

  it('lets no confirmation through that waits for it', async () => {
    const sql = server.database.pools.app;
    const { customer, token } = await asked();
    let confirmed: Promise<unknown> | undefined;
    await sql.begin(async (tx) => {
      await tx`select 1 from lethe.customers where id = ${customer.customerId} for update`;
      confirmed = confirm(token).catch((error: unknown) => error);
      await untilSomebodyWaits(sql);
      await tx`update lethe.customers set state = 'blocked' where id = ${customer.customerId}`;
    });
    expect(await confirmed).toMatchObject(refused);
    expect(await emailOf(customer)).toBe(customer.email);
  });
});

describe('an address that is taken or blacklisted', () => {
  it('is answered like any other, and gets no link', async () => {
    const known = await signedInCustomer(server);
    const listed = newAddress();
    await admin.call('admin.blacklist.add', { kind: 'email', value: listed, reason: 'fraud' });
    for (const to of [known.email, listed, listed.replace('@', '+tag@')]) {
      const customer = await signedInCustomer(server);
      const before = await server.database.pools.app`select id from lethe.outbox where to_address = ${to}`;
      expect(await ask(customer.client, to)).toEqual({});
      expect(await customer.client.call('customer.email.get')).toMatchObject({ newEmail: to });
      const after = await server.database.pools.app`select id from lethe.outbox where to_address = ${to}`;
      expect(after).toEqual(before);
      expect((await lastMessage(server, customer.email))?.subject).toContain('Another');
    }
  });

  it('is refused also where that happened after the link was mailed', async () => {
    const first = await asked();
    await createClient(server.url).post('/api/auth/sign-up/email', {
      name: 'N',
      email: first.to,
      password: PASSWORD,
    });
    await expect(confirm(first.token)).rejects.toMatchObject(refused);
    const second = await asked();
    await admin.call('admin.blacklist.add', { kind: 'email', value: second.to, reason: 'fraud' });
    await expect(confirm(second.token)).rejects.toMatchObject(refused);
    for (const { customer } of [first, second]) expect(await emailOf(customer)).toBe(customer.email);
  });

  it('is refused where somebody takes it in the very same moment', async () => {
    const sql = server.database.pools.app;
    const { customer, to, token } = await asked();
    let confirmed: Promise<unknown> | undefined;
    await sql.begin(async (tx) => {
      await tx`insert into lethe.users (name, email) values ('N', ${to})`;
      confirmed = confirm(token).catch((error: unknown) => error);
      await untilSomebodyWaits(sql);
    });
    expect(await confirmed).toMatchObject(refused);
    expect(await emailOf(customer)).toBe(customer.email);
    expect(await customer.client.call('account.me')).toMatchObject({ role: 'customer' });
  });
});
