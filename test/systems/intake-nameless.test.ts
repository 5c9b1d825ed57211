import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { customerOf, decided, upsertWith } from '../support/intake.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { billFor, registerSystem, type System } from '../support/systems.ts';

/* A system links an id to an address without a name, and says later whose it is. */

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
const sql = () => server.database.pools.app;

/** The shop has linked an id by an address alone; the CRM says that Anna has the address. */
async function bridge(said: object = {}) {
  n += 1;
  shop = await registerSystem(server, admin, `Shop ${n}`);
  crm = await registerSystem(server, admin, `CRM ${n}`);
  const email = `family-${n}@lethe.example`;
  const anna = await customerOf(shop, { externalId: 's-1', email, ...said });
  expect(await customerOf(crm, { externalId: 'c-1', email, fullName: 'Anna Example' })).toBe(anna);
  return { anna, email };
}
const toldTo = async (system: System) =>
  (await system.call<{ items: { externalIds: string[]; records: object[] }[] }>('system.erasures.feed'))
    .items;
const nameOf = async (id: string) => (await sql()`select name from lethe.customers where id = ${id}`)[0];
const others = async (id: string) =>
  (await sql()`select other_id as id from lethe.possible_matches where customer_id = ${id}`).map(
    (row) => row.id,
  );
const statements = (id: string) =>
  sql()`select field, value from lethe.statements where customer_id = ${id} order by field`;
const BERT = { externalId: 's-1', fullName: 'Bert Example' };

describe('an id that was linked by an address alone', () => {
  it.each([{}, { email: 'the same' }])(
    'becomes that of somebody of their own once another name is said (%j), and the erasure of the first does not name it',
    async (said) => {
      const { anna, email } = await bridge({ language: 'de' });
      const bert = await customerOf(shop, { ...BERT, ...('email' in said && { email }) });
      expect(bert).not.toBe(anna);
      expect(await sql()`select name, email from lethe.customers where id = ${bert}`).toEqual([
        { name: 'Bert Example', email },
      ]);
      expect(await nameOf(anna)).toEqual({ name: 'Anna Example' });
      expect(await others(bert)).toEqual([anna]);
      expect(await customerOf(shop, { ...BERT, phone: '+47 1' })).toBe(bert);
      await decided(admin, anna, 'destroy');
      expect(JSON.stringify(await toldTo(shop))).not.toContain('s-1');
      expect(await toldTo(crm)).toMatchObject([{ externalIds: ['c-1'] }]);
    },
  );

  it('stays where the name that is said fits', async () => {
    const { anna } = await bridge();
    expect(await customerOf(shop, { externalId: 's-1', fullName: 'EXAMPLE, Anna' })).toBe(anna);
    // From then on it is theirs, whatever the system calls them.
    expect(await customerOf(shop, { externalId: 's-1', fullName: 'Anna Married' })).toBe(anna);
    await decided(admin, anna, 'destroy');
    expect(await toldTo(shop)).toMatchObject([{ externalIds: ['s-1'], records: [] }]);
  });

  it('goes to the one whom the name fits, where nobody else could be meant', async () => {
    const { anna, email } = await bridge({ birthDate: null });
    await customerOf(crm, { externalId: 'c-1', email, birthDate: '1980-01-01' });
    const bert = { externalId: 'c-2', email, fullName: 'Bert Example', birthDate: '1982-01-01' };
    const bertId = await customerOf(crm, bert);
    expect(bertId).not.toBe(anna);
    expect(await customerOf(shop, { ...BERT, email, birthDate: '1982-01-01' })).toBe(bertId);
    expect(await others(bertId)).toEqual([]);
  });

  it('is not moved by a row that comes late', async () => {
    const { anna, email } = await bridge({ version: 5 });
    const [answer] = await upsertWith(shop, [{ ...BERT, email, version: 4 }]);
    expect(answer).toMatchObject({ kind: 'unchanged_older' });
    expect(await others(anna)).toEqual([]);
  });

  it('stays, as one to be compared, where the row with another name is refused', async () => {
    const { anna, email } = await bridge();
    const phone = `+47 2233 44${String(n).padStart(2, '0')}`;
    await admin.call('admin.blacklist.add', { kind: 'phone', value: phone, reason: 'fraud' });
    expect(await upsertWith(shop, [{ ...BERT, email, phone }])).toMatchObject([{ kind: 'value_refused' }]);
    expect(await customerOf(shop, { externalId: 's-1', language: 'nb' })).toBe(anna);
    await decided(admin, anna, 'destroy');
    expect(await toldTo(shop)).toMatchObject([
      { externalIds: [], records: [{ kind: 'customer', externalId: 's-1', shared: true }] },
    ]);
  });

  it('leaves an account whose name it is not', async () => {
    const { customerId, email } = await signedInCustomer(server, 'Anna Example');
    shop = await registerSystem(server, admin, `Shop ${++n}`);
    expect(await customerOf(shop, { externalId: 's-1', email })).toBe(customerId);
    expect(await customerOf(shop, { ...BERT, email })).not.toBe(customerId);
  });

  it('parts two ids of one system that turn out to be two people', async () => {
    shop = await registerSystem(server, admin, `Shop ${++n}`);
    const email = `two-${n}@lethe.example`;
    const one = await customerOf(shop, { externalId: 's-1', email });
    expect(await customerOf(shop, { externalId: 's-2', email })).toBe(one);
    const [anna, bert] = [
      await customerOf(shop, { externalId: 's-2', email, fullName: 'Anna Example' }),
      await customerOf(shop, { ...BERT, email }),
    ];
    expect(anna).toBe(one);
    expect(bert).not.toBe(anna);
    expect([await nameOf(anna), await nameOf(bert)]).toEqual([
      { name: 'Anna Example' },
      { name: 'Bert Example' },
    ]);
  });
});

describe('an id by which more than an address was handed in', () => {
  it.each([
    ['a phone', { phone: '+47 22' }, false],
    ['an invoice', {}, true],
  ])(
    '(%s) stays, but what it says becomes a statement and it is told as one to be compared',
    async (_, said, invoiced) => {
      const { anna, email } = await bridge(said);
      if (invoiced)
        await shop.call('system.invoices.upsert', { items: [billFor({ externalId: 's-1' }, 'i-1')] });
      const bert = { ...BERT, email, company: 'Bert AS' };
      expect(await upsertWith(shop, [bert])).toEqual([{ index: 0, customerId: anna }]);
      expect(await nameOf(anna)).toEqual({ name: 'Anna Example' });
      expect(await statements(anna)).toEqual([
        { field: 'company', value: 'Bert AS' },
        { field: 'fullName', value: 'Bert Example' },
      ]);
      const { items } = await admin.call<{ items: object[] }>('admin.customers.refusedIds', {
        customerId: anna,
      });
      expect(items).toMatchObject([{ externalId: 's-1', reason: 'unclear' }]);
      await decided(admin, anna, 'destroy');
      const [told] = await toldTo(shop);
      expect(told?.externalIds).toEqual([]);
      expect(told?.records).toContainEqual({ kind: 'customer', externalId: 's-1', shared: true });
    },
  );

  it('is the person’s own again once the system says their name', async () => {
    const { anna, email } = await bridge({ phone: '+47 22' });
    await customerOf(shop, { ...BERT, email });
    await customerOf(shop, { externalId: 's-1', fullName: 'Anna Example' });
    await decided(admin, anna, 'destroy');
    expect(await toldTo(shop)).toMatchObject([{ externalIds: ['s-1'], records: [] }]);
  });
});

it('an id that names another than a blocked customer is refused, and told as one to be compared', async () => {
  const { anna, email } = await bridge();
  await decided(admin, anna, 'block');
  expect(await upsertWith(shop, [{ ...BERT, email }])).toMatchObject([{ kind: 'customer_closed' }]);
  await decided(admin, anna, 'destroy');
  const told = (await toldTo(shop)).at(-1);
  expect(told).toMatchObject({ externalIds: [], records: [{ externalId: 's-1', shared: true }] });
});
