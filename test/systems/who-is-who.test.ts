import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findEverywhere } from '../../server/personal-data/scan.ts';
import { lastMessage, PASSWORD, signedInAdmin, signIn } from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { customerOf, decided, upsertWith } from '../support/intake.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { billFor, registerSystem, type System } from '../support/systems.ts';

/* Who a person is: people share addresses, have none, and are several ids at one system. */

let server: TestServer;
let admin: Client;
let shop: System;
let crm: System;
let n = 0;
beforeAll(async () => {
  server = await startServer();
  admin = (await signedInAdmin(server)).client;
});
afterAll(() => server.stop());
// Of earlier cases nothing is told to later ones.
beforeEach(async () => {
  await server.database.pools.app`update lethe.system_keys set revoked_at = now() where revoked_at is null`;
  shop = await registerSystem(server, admin, `Shop ${++n}`);
  crm = await registerSystem(server, admin, `CRM ${n}`);
});

const sql = () => server.database.pools.app;
const address = (name: string) => `${name}-${n}@lethe.example`;
interface Erasure {
  erasureId: string;
  externalIds: string[];
  records: { kind: string; externalId: string; shared: boolean }[];
}
const told = async (system: System) =>
  (await system.call<{ items: Erasure[] }>('system.erasures.feed')).items;
const acknowledge = async (system: System) => {
  for (const { erasureId } of await told(system))
    await system.call('system.erasures.acknowledge', { erasureId, result: 'done' });
};
const matchesOf = (customerId: string) => sql()<{ otherId: string; reason: string }[]>`
  select other_id as "otherId", reason from lethe.possible_matches where customer_id = ${customerId} order by found_at, other_id`;
const firstAnswer = async (system: System, row: object) => (await upsertWith(system, [row]))[0];
const refused = (kind: string, field: string) => ({ index: 0, kind, field });
const linkTo = async (email: string) =>
  /#([\w-]+)/u.exec((await lastMessage(server, email))?.body ?? '')?.[1];
const forgot = (email: string) =>
  createClient(server.url).post('/api/auth/request-password-reset', { email });
async function signUp(email: string, name: string): Promise<void> {
  await createClient(server.url).post('/api/auth/sign-up/email', { name, email, password: PASSWORD });
  await createClient(server.url).call('account.verifyEmail', {
    token: await linkTo(email),
    password: PASSWORD,
  });
}

describe('one person by several ids', () => {
  it('is told of by all of them, guest orders too, and comes back by none', async () => {
    const email = address('ines');
    const ines = { email, fullName: 'Ines Example' };
    const customerId = await customerOf(shop, { externalId: 'p-1', ...ines });
    expect(await customerOf(shop, { externalId: 'p-2', ...ines })).toBe(customerId);
    const [guest] = (
      await shop.call<{ results: object[] }>('system.invoices.upsert', {
        items: [billFor({ email }, 'guest-1')],
      })
    ).results;
    expect(guest).toHaveProperty('invoiceId');
    await decided(admin, customerId, 'destroy');
    expect(await told(shop)).toMatchObject([
      { externalIds: ['p-1', 'p-2'], records: [{ kind: 'invoice', externalId: 'guest-1', shared: false }] },
    ]);
    for (const externalId of ['p-1', 'p-2'])
      expect(await firstAnswer(shop, { externalId, ...ines })).toEqual(
        refused('erased_person', 'externalId'),
      );
    expect(await firstAnswer(shop, { externalId: 'p-3', ...ines })).toEqual(
      refused('erased_person', 'email'),
    );
    await acknowledge(shop);
    await acknowledge(crm);
    expect(await findEverywhere(sql(), email)).toEqual([]);
    expect(await findEverywhere(sql(), 'p-2')).toEqual([]);
    for (const externalId of ['p-1', 'p-2'])
      expect(await firstAnswer(shop, { externalId, ...ines })).toEqual(
        refused('erased_person', 'externalId'),
      );
  });

  it('is told of by an id that was refused while the person was blocked', async () => {
    const email = address('block');
    const row = { externalId: 'b-1', email, fullName: 'Blanka Example' };
    const customerId = await customerOf(shop, row);
    await decided(admin, customerId, 'block');
    await acknowledge(shop);
    expect(await firstAnswer(shop, { ...row, externalId: 'b-2' })).toEqual(
      refused('customer_closed', 'email'),
    );
    const nearly = { ...row, externalId: 'b-3', fullName: 'B. Example' };
    expect(await firstAnswer(shop, nearly), 'nor under nearly the name').toEqual(
      refused('customer_closed', 'email'),
    );
    await decided(admin, customerId, 'destroy');
    const [, erasure] = [null, (await told(shop)).at(-1)];
    expect(erasure?.externalIds.toSorted()).toEqual(['b-1', 'b-2']);
    expect(erasure?.records, 'which may be a neighbor').toEqual([
      { kind: 'customer', externalId: 'b-3', shared: true },
    ]);
  });
});

describe('people who share an address', () => {
  it('are two people: the erasure of one names and touches nothing of the other', async () => {
    const email = address('family');
    const anna = await customerOf(crm, {
      externalId: 'c-anna',
      email,
      fullName: 'Anna Example',
      birthDate: '1980-01-01',
    });
    const bert = await customerOf(shop, {
      externalId: 's-bert',
      email,
      fullName: 'Bert Example',
      birthDate: '1982-01-01',
    });
    expect(bert).not.toBe(anna);
    expect(await matchesOf(bert), 'they are known to be two').toEqual([]);
    await decided(admin, anna, 'destroy', true);
    expect(await told(crm)).toMatchObject([{ externalIds: ['c-anna'], records: [] }]);
    expect(await told(shop)).toMatchObject([{ externalIds: [], records: [] }]);
    expect(await sql()`select name, email, state from lethe.customers where id = ${bert}`).toEqual([
      { name: 'Bert Example', email, state: 'open' },
    ]);
    const again = { externalId: 's-bert', email, fullName: 'Bert Example', phone: '+47 22' };
    expect(await customerOf(shop, again), 'Bert goes on').toBe(bert);
    const carl = { externalId: 's-carl', email, fullName: 'Carl Example' };
    expect(await firstAnswer(shop, carl), 'of a third nothing is said of erasure').not.toHaveProperty(
      'kind',
      'erased_person',
    );
  });

  it('of a company are five people, with matches noted and nobody merged', async () => {
    const email = address('info');
    const ids: string[] = [];
    for (const name of ['Ada', 'Ben', 'Cem', 'Dana', 'Eva'])
      ids.push(
        await customerOf(shop, {
          externalId: name,
          email,
          fullName: `${name} Company`,
          company: 'Company AS',
        }),
      );
    expect(new Set(ids).size).toBe(5);
    for (const id of ids)
      expect((await matchesOf(id)).map(({ otherId }) => otherId).toSorted()).toEqual(
        ids.filter((one) => one !== id).toSorted(),
      );
  });

  it('get no link to set a password, and read no name in letters', async () => {
    const email = address('shared');
    const anna = await customerOf(shop, { externalId: 'anna', email, fullName: 'Anna Example' });
    await customerOf(shop, { externalId: 'bert', email, fullName: 'Bert Example' });
    await forgot(email);
    expect(await lastMessage(server, email)).toBeUndefined();
    await admin.call('admin.requests.create', { customerId: anna, type: 'removal' });
    const letter = await lastMessage(server, email);
    expect(letter?.body).toMatch(/\d/u);
    expect(`${letter?.subject} ${letter?.body}`).not.toMatch(/Anna|Bert/u);
  });

  it('who are shared only since a link was mailed are not opened by it', async () => {
    const email = address('later');
    await customerOf(shop, { externalId: 'anna', email, fullName: 'Anna Example' });
    await forgot(email);
    const token = await linkTo(email);
    expect(token).toBeDefined();
    await customerOf(crm, { externalId: 'bert', email, fullName: 'Bert Example' });
    const set = await createClient(server.url).post('/api/auth/reset-password', {
      token,
      newPassword: PASSWORD,
    });
    expect(set.status).toBe(400);
  });

  it('are not opened by a sign-up: an admin is shown who it may be', async () => {
    const email = address('house');
    const anna = await customerOf(shop, { externalId: 'anna', email, fullName: 'Anna Example' });
    const bert = await customerOf(shop, { externalId: 'bert', email, fullName: 'Bert Example' });
    await shop.call('system.invoices.upsert', { items: [billFor({ externalId: 'anna' }, 'secret-1')] });
    await signUp(email, 'Anna Example');
    const client = await signIn(server, email);
    expect(await client.call('customer.invoices.list')).toMatchObject({ items: [] });
    const [account] = await sql()<[{ id: string }]>`select id from lethe.users where email = ${email}`;
    expect((await matchesOf(account.id)).map(({ otherId }) => otherId).toSorted()).toEqual(
      [anna, bert].toSorted(),
    );
  });
});

describe('somebody without an address', () => {
  it('is one person by the id, also once there is an address', async () => {
    const lead = await customerOf(crm, { externalId: 'lead-1', fullName: 'Lea Example' });
    const email = address('lea');
    expect(await customerOf(crm, { externalId: 'lead-1', email, fullName: 'Lea Example' })).toBe(lead);
    expect(await customerOf(shop, { externalId: 's-1', email, fullName: 'Lea Example' })).toBe(lead);
    await decided(admin, lead, 'star');
    expect(await told(crm)).toMatchObject([{ externalIds: ['lead-1'] }]);
    expect(await findEverywhere(sql(), 'Lea Example')).toEqual([]);
  });

  it('is nobody else without one', async () => {
    const [one, other] = [
      await customerOf(crm, { externalId: 'lead-2', fullName: 'Lou Example' }),
      await customerOf(crm, { externalId: 'lead-3', fullName: 'Lou Example' }),
    ];
    expect(one).not.toBe(other);
  });
});

describe('likeness', () => {
  it('of twins makes two people, and a match to decide', async () => {
    const email = address('twins');
    const [anna, berta] = [
      await customerOf(shop, { externalId: 'a', email, fullName: 'Anna Twin', birthDate: '1990-05-05' }),
      await customerOf(shop, { externalId: 'b', email, fullName: 'Berta Twin', birthDate: '1990-05-05' }),
    ];
    expect(await matchesOf(berta)).toEqual([{ otherId: anna, reason: 'name_differs' }]);
    expect(await matchesOf(anna)).toEqual([{ otherId: berta, reason: 'name_differs' }]);
  });

  it('of a maiden and a married name with one birth date makes one person', async () => {
    const email = address('married');
    const row = { email, birthDate: '1985-03-03' };
    const once = await customerOf(shop, { externalId: 's', fullName: 'Mara Maiden', ...row });
    expect(await customerOf(crm, { externalId: 'c', fullName: 'Mara Married', ...row })).toBe(once);
  });
});

describe('an id that a system gives to somebody else', () => {
  it('is refused, seen by an admin, and told as shared with an erasure', async () => {
    const row = {
      externalId: 'r-1',
      email: address('first'),
      fullName: 'Rita First',
      birthDate: '1970-01-01',
    };
    const customerId = await customerOf(shop, row);
    const other = {
      externalId: 'r-1',
      email: address('second'),
      fullName: 'Sven Second',
      birthDate: '1999-09-09',
    };
    expect(await firstAnswer(shop, other)).toEqual(refused('external_id_reused', 'externalId'));
    expect(await sql()`select reason from lethe.refused_ids where customer_id = ${customerId}`).toEqual([
      { reason: 'external_id_reused' },
    ]);
    await decided(admin, customerId, 'destroy');
    expect(await told(shop)).toMatchObject([
      { externalIds: [], records: [{ kind: 'customer', externalId: 'r-1', shared: true }] },
    ]);
  });
});

describe('somebody who was erased', () => {
  it.each(['star', 'destroy'] as const)(
    'by %s is not brought back by address before every told system has answered',
    async (outcome) => {
      const email = address('gone');
      const row = { email, fullName: 'Greta Gone' };
      await decided(admin, await customerOf(shop, { externalId: 'g-1', ...row }), outcome);
      expect(await firstAnswer(crm, { externalId: 'g-9', ...row })).toEqual(
        refused('erased_person', 'email'),
      );
      expect(await firstAnswer(crm, { externalId: 'g-9', email })).toEqual(refused('erased_person', 'email'));
      const neighbor = { externalId: 'h-1', email, fullName: 'Hans House' };
      expect(await firstAnswer(crm, neighbor), 'who shares the address').toEqual(
        refused('value_refused', 'email'),
      );
      await acknowledge(shop);
      expect(await firstAnswer(crm, { externalId: 'g-9', ...row })).toEqual(
        refused('erased_person', 'email'),
      );
      await acknowledge(crm);
      expect(await firstAnswer(crm, neighbor)).toHaveProperty('customerId');
    },
  );

  it('and signs up again on their own is taken again, also by the id of before', async () => {
    const email = address('back');
    const row = { externalId: 'k-1', email, fullName: 'Karl Back' };
    await decided(admin, await customerOf(shop, row), 'destroy');
    expect(await firstAnswer(shop, row)).toEqual(refused('erased_person', 'externalId'));
    await signUp(email, 'Karl Back');
    const [account] = await sql()<[{ id: string }]>`select id from lethe.users where email = ${email}`;
    expect(await customerOf(shop, row)).toBe(account.id);
    await acknowledge(shop);
    expect(await customerOf(shop, row), 'and stays').toBe(account.id);
  });
});
