import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { customerOf, decided, upsertWith } from '../support/intake.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { billFor, registerSystem, type System, subscriptionOf } from '../support/systems.ts';

/* What people reported of comparable software, tried here: what systems hand in. */

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
  await sql()`update lethe.system_keys set revoked_at = now() where revoked_at is null`;
  shop = await registerSystem(server, admin, `Shop ${++n}`);
  crm = await registerSystem(server, admin, `CRM ${n}`);
});

const sql = () => server.database.pools.app;
const address = (name: string) => `${name}-${n}@lethe.example`;
const put = async (system: System, what: 'services' | 'invoices', row: object) =>
  (await system.call<{ results: object[] }>(`system.${what}.upsert`, { items: [row] })).results[0];
const told = async (system: System) =>
  (
    await system.call<{ items: { erasureId: string; externalIds: string[]; records: object[] }[] }>(
      'system.erasures.feed',
    )
  ).items;
const acknowledge = async (system: System) => {
  for (const { erasureId } of await told(system))
    await system.call('system.erasures.acknowledge', { erasureId, result: 'done' });
};

describe('what a database keeps where there is no day', () => {
  it.each(['0000-00-00', '0001-01-01', ''])('keeps nobody out and no record: %s', async (none) => {
    const customer = { externalId: `none ${none}` };
    const customerId = await customerOf(shop, { ...customer, email: ' ', fullName: 'Zoe', birthDate: none });
    expect(await sql()`select email, birth_date from lethe.customers where id = ${customerId}`).toEqual([
      { email: null, birth_date: null },
    ]);
    const service = { ...subscriptionOf(customer, `s ${none}`), endedOn: none };
    expect(await put(shop, 'services', service)).toHaveProperty('serviceId');
    const invoice = { ...billFor(customer, `b ${none}`), dueOn: none, paidOn: none };
    expect(await put(shop, 'invoices', invoice)).toHaveProperty('invoiceId');
    expect(
      await sql()`select s.ended_on, i.due_on, i.paid_on from lethe.services s join lethe.invoices i using (customer_id)
        where customer_id = ${customerId}`,
    ).toEqual([{ ended_on: null, due_on: null, paid_on: null }]);
  });
});

describe('how new a row is', () => {
  const at = (fraction: string) => ({ updatedAt: `2026-01-01T00:00:00.${fraction}Z` });

  it('counts to the microsecond', async () => {
    const customer = { externalId: 'micro' };
    const rows = {
      services: subscriptionOf(customer, 'sub'),
      invoices: billFor(customer, 'bill'),
    };
    await customerOf(shop, { ...customer, fullName: 'New', ...at('000900') });
    const late = { index: 0, kind: 'unchanged_older', field: null };
    expect(await upsertWith(shop, [{ ...customer, fullName: 'Old', ...at('000899') }])).toEqual([late]);
    expect(await upsertWith(shop, [{ ...customer, fullName: 'Newer', ...at('000901') }])).toMatchObject([
      { customerId: expect.any(String) },
    ]);
    for (const what of ['services', 'invoices'] as const) {
      await put(shop, what, { ...rows[what], ...at('000900') });
      expect(await put(shop, what, { ...rows[what], ...at('000899') })).toEqual(late);
    }
  });

  it('is the same of the same row, however many digits it has', async () => {
    const row = { externalId: 'ticks', fullName: 'Tilda' };
    for (const fraction of ['9999996', '9999999', '999999999'])
      for (let again = 0; again < 2; again += 1)
        expect(await upsertWith(shop, [{ ...row, ...at(fraction) }])).toMatchObject([
          { customerId: expect.any(String) },
        ]);
  });

  it('says nothing where its clock was far ahead: what follows is taken', async () => {
    const row = { externalId: 'ahead', fullName: 'From the future', updatedAt: '2099-01-01T00:00:00Z' };
    const customerId = await customerOf(shop, row);
    await sql()`update lethe.external_ids set source_updated_at = '2098-01-01' where customer_id = ${customerId}`;
    await customerOf(shop, { ...row, fullName: 'Of today', ...at('0') });
    const late = { ...row, fullName: 'Of before', updatedAt: '2025-01-01T00:00:00Z' };
    expect(await upsertWith(shop, [late])).toMatchObject([{ kind: 'unchanged_older' }]);
    expect(await sql()`select name from lethe.customers where id = ${customerId}`).toEqual([
      { name: 'Of today' },
    ]);
  });
});

describe('a guest’s order', () => {
  it('is erased with the person, in whatever case its address is written', async () => {
    const email = address('guest');
    const customerId = await customerOf(shop, { externalId: 'g-1', email, fullName: 'Gus' });
    const spellings = [email.toUpperCase(), ` ${email}`, email.replace('lethe', 'LETHE'), `${email}\u200b`];
    for (const [at, spelling] of spellings.entries())
      expect(await put(shop, 'invoices', billFor({ email: spelling }, `order-${at}`))).toHaveProperty(
        'invoiceId',
      );
    await decided(admin, customerId, 'destroy');
    const [erasure] = await told(shop);
    expect(erasure?.records).toHaveLength(spellings.length);
  });

  it('that comes after the erasure is answered as an erased person’s, until every system has answered', async () => {
    const email = address('late');
    await decided(admin, await customerOf(shop, { externalId: 'l-1', email, fullName: 'Lea' }), 'destroy');
    const order = billFor({ email: email.toUpperCase() }, 'late-1');
    const gone = { index: 0, kind: 'erased_person', field: 'customer' };
    expect(await put(shop, 'invoices', order)).toEqual(gone);
    expect(await put(crm, 'services', subscriptionOf({ email }, 'late-2'))).toEqual(gone);
    await acknowledge(shop);
    expect(await put(shop, 'invoices', order)).toEqual(gone);
    await acknowledge(crm);
    expect(await put(shop, 'invoices', order)).toMatchObject({ kind: 'customer_not_found' });
  });

  it('is nobody’s known where somebody else has the address of an erased person', async () => {
    const email = address('pair');
    const anna = { externalId: 'anna', email, fullName: 'Anna', birthDate: '1980-01-01' };
    const annaId = await customerOf(crm, anna);
    await customerOf(crm, { externalId: 'bert', email, fullName: 'Bert', birthDate: '1982-01-01' });
    await decided(admin, annaId, 'destroy');
    expect(await put(shop, 'invoices', billFor({ email }, 'berts'))).toMatchObject({
      kind: 'customer_not_found',
    });
  });
});

it('a link is not cut by an address that several people have: the system is told to name one', async () => {
  const email = address('both');
  await customerOf(crm, { externalId: 'a', email, fullName: 'Anna', birthDate: '1980-01-01' });
  await customerOf(crm, { externalId: 'b', email, fullName: 'Bert', birthDate: '1981-01-01' });
  const remove = (customer: object) => crm.call('system.customers.remove', { customer });
  await expect(remove({ email })).rejects.toMatchObject({ kind: 'ambiguous_customer' });
  expect(await remove({ externalId: 'a' })).toEqual({ removed: true });
});

it('a consent that was withdrawn stays so, whatever is handed in again and under which id', async () => {
  const { client, customerId, email } = await signedInCustomer(server, 'Wanda Withdrawn');
  const row = { email, fullName: 'Wanda Withdrawn' };
  await customerOf(crm, { externalId: 'w-1', ...row });
  const [{ version }] = await sql()<[{ version: number }]>`
    insert into lethe.consent_texts (text, purposes) values ('news', '{}') returning version`;
  await client.call('customer.consents.grant', { textVersion: version });
  await client.call('customer.consents.withdraw');
  for (const externalId of ['w-1', 'w-2']) {
    expect(await customerOf(crm, { externalId, ...row, updatedAt: new Date().toISOString() })).toBe(
      customerId,
    );
    expect(await crm.call('system.consents.check', { customer: { externalId } })).toMatchObject({
      allowed: false,
      reason: 'withdrawn',
    });
  }
});
