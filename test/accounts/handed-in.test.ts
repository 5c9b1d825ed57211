import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockAddresses } from '../../server/customers/lock.ts';
import { lastMessage, PASSWORD, signedInCustomer, signIn } from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { customerOf, decided } from '../support/intake.ts';
import type { TestServer } from '../support/server.ts';
import { billFor, type System, startWithSystems } from '../support/systems.ts';
import { untilSomebodyWaits } from '../support/waiting.ts';

/* Whom an account becomes one with once it has proved an address, and whom it does not. */

let server: TestServer;
let admin: Client;
let shop: System;
let n = 0;
beforeAll(async () => {
  ({ server, admin, shop } = await startWithSystems({ shop: 'Shop' }));
});
afterAll(() => server.stop());
const sql = () => server.database.pools.app;
const linkTo = async (email: string) =>
  /#([\w-]+)/u.exec((await lastMessage(server, email))?.body ?? '')?.[1];

/** As its owner does: signed in again, asked for, and confirmed by the link in the new mailbox. */
async function moveTo(from: string, newEmail: string): Promise<Client> {
  const client = await signIn(server, from);
  await client.call('customer.email.change', { newEmail });
  await client.call('account.confirmEmailChange', { token: await linkTo(newEmail), password: PASSWORD });
  return signIn(server, newEmail);
}
const people = (email: string) => sql()`select id from lethe.customers where email = ${email}`;

/** Anna has an account at a shared address; billing hands in Bert, who is somebody else or may be. */
async function neighbors(bert: object, anna: object = {}) {
  const account = await signedInCustomer(server, `Anna Example ${++n}`);
  if (Object.keys(anna).length > 0) await account.client.call('customer.profile.update', anna);
  const externalId = `bert-${n}`;
  const other = await customerOf(shop, { externalId, email: account.email, ...bert });
  expect(other).not.toBe(account.customerId);
  await shop.call('system.invoices.upsert', { items: [billFor({ externalId }, `secret-${n}`)] });
  return { ...account, other };
}

/** Answers how the owner confirms the address, by the link that was mailed to it. */
async function signUp(email: string, name = 'Anna Example') {
  await createClient(server.url).post('/api/auth/sign-up/email', { name, email, password: PASSWORD });
  const token = await linkTo(email);
  expect(token).toBeDefined();
  return () => createClient(server.url).call('account.verifyEmail', { token, password: PASSWORD });
}

describe('a change of address and back', () => {
  it.each([
    ['an admin is to judge', { fullName: 'Bert Example' }, {}, 'signed_up'],
    [
      'is known to be another, which no admin is asked',
      { fullName: 'Bert Example', birthDate: '1990-01-01' },
      { birthDate: '1980-01-01' },
      undefined,
    ],
  ])('opens nobody whom %s', async (_, bert, anna, asked) => {
    const { email, other } = await neighbors(bert, anna);
    await sql()`delete from lethe.possible_matches where customer_id = ${other}`;
    await sql()`delete from lethe.possible_matches where other_id = ${other}`;
    const elsewhere = `elsewhere-${n}@lethe.example`;
    await moveTo(email, elsewhere);
    const client = await moveTo(elsewhere, email);
    expect(await client.call('customer.invoices.list')).toMatchObject({ items: [] });
    expect((await people(email)).map(({ id }) => id)).toContain(other);
    const [match] = await sql()`select reason from lethe.possible_matches where other_id = ${other}`;
    expect(match?.['reason']).toBe(asked);
  });

  it('opens nobody whom an admin keeps apart', async () => {
    const { email, customerId, other } = await neighbors({ fullName: 'Bert Example' });
    await admin.call('admin.matches.keepApart', { customerId, otherId: other });
    const elsewhere = `elsewhere-${n}@lethe.example`;
    await moveTo(email, elsewhere);
    const client = await moveTo(elsewhere, email);
    expect(await client.call('customer.invoices.list')).toMatchObject({ items: [] });
    expect(await people(email)).toHaveLength(2);
    expect(
      await sql()`select from lethe.possible_matches where other_id = ${other} and kept_apart_at is null`,
    ).toEqual([]);
  });
});

describe('somebody of the same name at an address that an account moves back to', () => {
  it.each([
    ['is joined where nobody has judged', null, 1],
    ['waits for the admin who is to judge', 'null', 2],
    ['stays apart where an admin said so', 'now()', 2],
  ])('%s', async (_, keptApart, left) => {
    const { client, customerId, email } = await signedInCustomer(server, `Anna Same ${++n}`);
    expect(client).toBeDefined();
    const elsewhere = `same-elsewhere-${n}@lethe.example`;
    await moveTo(email, elsewhere);
    const other = await customerOf(shop, { externalId: `same-${n}`, email, fullName: `Anna Same ${n}` });
    if (keptApart !== null)
      await sql().unsafe(
        `insert into lethe.possible_matches (customer_id, other_id, reason, kept_apart_at)
          values ($1, $2, 'signed_up', ${keptApart}), ($2, $1, 'signed_up', ${keptApart})`,
        [customerId, other],
      );
    await moveTo(elsewhere, email);
    expect(await people(email)).toHaveLength(left);
  });
});

describe('a sign-up that waits for its confirmation', () => {
  it('does not bring back who was blocked meanwhile, nor open another at the address', async () => {
    const email = `waits-${++n}@lethe.example`;
    const barred = await customerOf(shop, { externalId: `w-${n}`, email, fullName: 'Berta Barred' });
    const confirm = await signUp(email);
    await decided(admin, barred, 'block');
    await expect(confirm()).rejects.toMatchObject({ kind: 'token_invalid' });
    expect(await sql()`select from lethe.users where email = ${email} and email_verified`).toEqual([]);
  });

  it('waits for a system that is just bringing in its person, and becomes one with them', async () => {
    const email = `meanwhile-${++n}@lethe.example`;
    const confirm = await signUp(email);
    let confirmed: Promise<unknown> = Promise.resolve();
    await sql().begin(async (tx) => {
      await lockAddresses(tx, [email]);
      await tx`insert into lethe.customers (name, email) values ('Anna Example', ${email})`;
      confirmed = confirm();
      await untilSomebodyWaits(sql());
    });
    await confirmed;
    expect(await people(email)).toHaveLength(1);
  });

  it.each([
    ['nobody where both have a pending request: an admin decides one of them first', 'pending', 2],
    ['where both had one that is over', 'cancelled', 1],
  ])('is confirmed, and joins %s', async (_, status, left) => {
    const email = `both-${++n}@lethe.example`;
    const confirm = await signUp(email);
    const [account] = await people(email);
    const other = await customerOf(shop, { externalId: `both-${n}`, email, fullName: 'Anna Example' });
    for (const customerId of [account!['id'], other])
      await admin.call('admin.requests.create', { customerId, type: 'removal' });
    if (status !== 'pending')
      await sql()`update lethe.data_requests set status = ${status}, decided_at = now()
        where customer_id in (${account!['id']}, ${other})`;
    await confirm();
    expect(await people(email)).toHaveLength(left);
    expect(
      await sql()`select reason from lethe.possible_matches where customer_id = ${account!['id']}`,
    ).toEqual(left === 2 ? [{ reason: 'signed_up' }] : []);
  });

  it('joins nobody whose system is just correcting the address', async () => {
    const email = `typo-${++n}@lethe.example`;
    const right = `right-${n}@lethe.example`;
    const other = await customerOf(shop, { externalId: `t-${n}`, email, fullName: 'Rita Right' });
    const confirm = await signUp(email);
    let confirmed: Promise<unknown> = Promise.resolve();
    await sql().begin(async (tx) => {
      await tx`update lethe.customers set email = ${right} where id = ${other}`;
      confirmed = confirm();
      await untilSomebodyWaits(sql());
    });
    await confirmed;
    expect((await people(right)).map(({ id }) => id)).toEqual([other]);
    expect(await people(email)).toHaveLength(1);
  });
});

describe('an account that proves an address', () => {
  it('is the one person who was handed in with it, whose rows it sees from then on', async () => {
    const email = `prove-${++n}@lethe.example`;
    const handedIn = await customerOf(shop, {
      externalId: 'v-1',
      email,
      fullName: 'Vera Handed In',
      phone: '+47 22',
    });
    await shop.call('system.invoices.upsert', { items: [billFor({ externalId: 'v-1' }, 'v-bill')] });
    const confirm = await signUp(email, 'Vera Typed');
    await confirm();
    const client = await signIn(server, email);
    expect(await client.call('customer.profile.get')).toMatchObject({
      fullName: 'Vera Typed',
      phone: '+47 22',
      email,
    });
    expect(await client.call('customer.invoices.list')).toMatchObject({ items: [{ number: '1' }] });
    const [account] = await sql()<[{ id: string }]>`select id from lethe.users where email = ${email}`;
    expect(await sql()`select id from lethe.customers where email = ${email}`).toEqual([{ id: account.id }]);
    expect(await sql()`select field, value from lethe.statements where customer_id = ${account.id}`).toEqual([
      { field: 'fullName', value: 'Vera Handed In' },
    ]);
    for (const customer of [{ externalId: 'v-1' }, { customerId: handedIn }, { email }])
      expect(await shop.call('system.consents.check', { customer })).toMatchObject({
        reason: 'never_granted',
      });
    await decided(admin, account.id, 'destroy');
    const { items } = await shop.call<{ items: object[] }>('system.erasures.feed');
    expect(items.at(-1)).toMatchObject({ externalIds: ['v-1'] });
  });

  it('of another person is not opened by a press of the victim alone', async () => {
    const victim = `victim-${++n}@lethe.example`;
    const asker = await signedInCustomer(server);
    await asker.client.call('customer.email.change', { newEmail: victim });
    const token = await linkTo(victim);
    const press = createClient(server.url).call('account.confirmEmailChange', { token });
    await expect(press).rejects.toMatchObject({ status: 401 });
    const handedIn = await customerOf(shop, { externalId: 'w-1', email: victim, fullName: 'Vic Victim' });
    expect(handedIn).not.toBe(asker.customerId);
    expect(await asker.client.call('customer.invoices.list')).toMatchObject({ items: [] });
  });

  it('of somebody blocked does not bring them back', async () => {
    const email = `barred-${++n}@lethe.example`;
    await decided(
      admin,
      await customerOf(shop, { externalId: 'x-1', email, fullName: 'Xenia Barred' }),
      'block',
    );
    await createClient(server.url).post('/api/auth/sign-up/email', {
      name: 'Xenia',
      email,
      password: PASSWORD,
    });
    expect(await sql()`select from lethe.users where email = ${email}`).toEqual([]);
  });
});

describe('a sign-up by a stranger, whose address the owner proves by setting a password', () => {
  const OWN = 'the owner’s very own words';
  async function ownedAfter(name: string, handedIn?: object, between = async (_id: string) => {}) {
    const email = `owner-${++n}@lethe.example`;
    await createClient(server.url).post('/api/auth/sign-up/email', { name, email, password: PASSWORD });
    const [user] = await sql()<[{ id: string }]>`select id from lethe.users where email = ${email}`;
    await between(user.id);
    if (handedIn !== undefined) await customerOf(shop, { externalId: `o-${n}`, email, ...handedIn });
    await createClient(server.url).post('/api/auth/request-password-reset', { email });
    const answer = await createClient(server.url).post('/api/auth/reset-password', {
      token: await linkTo(email),
      newPassword: OWN,
    });
    expect(answer.status).toBe(200);
    const client = await signIn(server, email, OWN);
    return client.call<{ fullName: string; language: string | null }>('customer.profile.get');
  }

  it('leaves the name and the language of whom systems handed in', async () => {
    const profile = await ownedAfter('Mallory Stranger', { fullName: 'Olga Owner', language: 'de' });
    expect(profile).toMatchObject({ fullName: 'Olga Owner', language: 'de' });
    expect(await sql()`select from lethe.statements where value like 'Mallory%'`).toEqual([]);
    expect(await sql()`select from lethe.customers where name like 'Mallory%'`).toEqual([]);
  });

  it('leaves no name, where nobody else knows one', async () => {
    expect(await ownedAfter('Mallory Stranger')).toMatchObject({ fullName: '' });
  });

  it('keeps a name that an admin has set by hand', async () => {
    const profile = await ownedAfter('Mallory Stranger', undefined, async (id) => {
      await sql()`update lethe.customers set name = 'Olga Owner', set_by_hand = '{fullName}' where id = ${id}`;
    });
    expect(profile).toMatchObject({ fullName: 'Olga Owner' });
  });

  it('is not what a link with the password of the sign-up proves: that name stands', async () => {
    const email = `own-${++n}@lethe.example`;
    await createClient(server.url).post('/api/auth/sign-up/email', {
      name: 'Olga Owner',
      email,
      password: PASSWORD,
    });
    await createClient(server.url).call('account.verifyEmail', {
      token: await linkTo(email),
      password: PASSWORD,
    });
    const client = await signIn(server, email);
    expect(await client.call('customer.profile.get')).toMatchObject({ fullName: 'Olga Owner' });
  });
});

describe('a password set by a link', () => {
  it.each<[string, (id: string, customer: object) => Promise<unknown>]>([
    ['has linked', (id) => sql()`update lethe.customers set sole_system_id = null where id = ${id}`],
    ['brought in', (_, customer) => shop.call('system.customers.remove', { customer })],
    [
      'once brought in',
      async (id, customer) => {
        await shop.call('system.customers.remove', { customer });
        await sql()`update lethe.customers set sole_system_id = null, created_at = now() - interval '2 minutes'
          where id = ${id}`;
      },
    ],
  ])('leaves the name of somebody whom a system %s', async (_, become) => {
    const [email, externalId] = [`olga-${++n}@lethe.example`, `olga-${n}`];
    const id = await customerOf(shop, { externalId, email, fullName: 'Olga Owner' });
    await become(id, { externalId });
    await createClient(server.url).post('/api/auth/request-password-reset', { email });
    const token = await linkTo(email);
    await createClient(server.url).post('/api/auth/reset-password', { token, newPassword: PASSWORD });
    const client = await signIn(server, email);
    expect(await client.call('customer.profile.get')).toMatchObject({ fullName: 'Olga Owner' });
  });
});

it('a language that the person chose stays, whatever the one says whom the account meets', async () => {
  const { client, email } = await signedInCustomer(server, `Anna Chosen ${++n}`);
  await client.call('customer.profile.update', { language: 'fr' });
  const newEmail = `chosen-${n}@lethe.example`;
  const row = { externalId: `chosen-${n}`, email: newEmail, fullName: `Anna Chosen ${n}`, language: 'de' };
  await customerOf(shop, row);
  const moved = await moveTo(email, newEmail);
  expect(await people(newEmail), 'one person by now').toHaveLength(1);
  expect(await moved.call('customer.profile.get')).toMatchObject({ language: 'fr' });
});

describe('a link to set a password for somebody whom a system handed in', () => {
  it('opens nothing once somebody else has the address too', async () => {
    const email = `link-${++n}@lethe.example`;
    await customerOf(shop, { externalId: `first-${n}`, email, fullName: 'Frida First' });
    await createClient(server.url).post('/api/auth/request-password-reset', { email });
    const token = await linkTo(email);
    expect(token).toBeDefined();
    await customerOf(shop, {
      externalId: `second-${n}`,
      email,
      fullName: 'Sven Second',
      birthDate: '1990-01-01',
    });
    const answer = await createClient(server.url).post('/api/auth/reset-password', {
      token,
      newPassword: PASSWORD,
    });
    expect(await answer.json()).toMatchObject({ error: { data: { kind: 'token_invalid' } } });
    await expect(signIn(server, email)).rejects.toThrow('401');
  });
});
