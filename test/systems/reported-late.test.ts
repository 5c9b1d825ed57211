import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signedInCustomer } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { customerOf, address as home, upsertWith } from '../support/intake.ts';
import type { TestServer } from '../support/server.ts';
import {
  billFor,
  registerSystem,
  type System,
  startWithSystems,
  subscriptionOf,
} from '../support/systems.ts';

/* What a system says after something newer stands: by itself, or by the person's own hand. */

let server: TestServer;
let admin: Client;
let shop: System;
let n = 0;
beforeAll(async () => {
  ({ server, admin } = await startWithSystems({}));
});
afterAll(() => server.stop());
beforeEach(async () => {
  shop = await registerSystem(server, admin, `Shop ${++n}`);
});

const sql = () => server.database.pools.app;
const address = (name: string) => `${name}-${n}@lethe.example`;
const firstAnswer = async (system: System, row: object) => (await upsertWith(system, [row]))[0];

describe('what a system says late', () => {
  it.each([
    ['a version', { version: 2 }, { version: 1 }],
    ['a time', { updatedAt: '2026-06-01T12:00:00Z' }, { updatedAt: '2026-06-01T13:59:59+02:00' }],
  ])('does not undo what it said before, by %s', async (_, newer, older) => {
    const email = address('late');
    const row = { externalId: 'l-1', email, fullName: 'Lana Late' };
    const customerId = await customerOf(shop, { ...row, ...newer, phone: 'new' });
    const late = { index: 0, kind: 'unchanged_older', field: null };
    expect(await firstAnswer(shop, { ...row, ...older, phone: 'old' })).toEqual(late);
    expect(await sql()`select phone from lethe.customers where id = ${customerId}`).toEqual([
      { phone: 'new' },
    ]);
    const customer = { externalId: 'l-1' };
    const service = (facts: object) => ({ items: [{ ...subscriptionOf(customer, 'sub'), ...facts }] });
    const invoice = (facts: object) => ({ items: [{ ...billFor(customer, 'bill'), ...facts }] });
    const put = async (procedure: string, input: object) =>
      (await shop.call<{ results: object[] }>(`system.${procedure}.upsert`, input)).results[0];
    const [kept] = [await put('services', service({ ...newer, name: 'new' }))];
    expect(await put('services', service({ ...older, name: 'old' }))).toEqual(late);
    expect(await put('services', service({ ...newer, name: 'new' })), 'said twice').toEqual(kept);
    await put('invoices', invoice({ ...newer, number: 'new' }));
    expect(await put('invoices', invoice({ ...older, number: 'old' }))).toEqual(late);
    expect(await sql()`select name from lethe.services where customer_id = ${customerId}`).toEqual([
      { name: 'new' },
    ]);
    expect(await sql()`select number from lethe.invoices where customer_id = ${customerId}`).toEqual([
      { number: 'new' },
    ]);
    const batch = {
      items: [
        { ...row, ...older },
        { externalId: 'l-2', fullName: 'Other' },
      ],
      atomic: true,
    };
    const { results } = await shop.call<{ results: object[] }>('system.customers.upsert', batch);
    expect(results, 'and keeps nobody out').toEqual([late, { index: 1, customerId: expect.any(String) }]);
  });

  it('or differently than the person typed stays theirs, and says what to take over', async () => {
    const { client, customerId, email } = await signedInCustomer(server);
    const row = { externalId: 't-1', email, fullName: 'Nora Nobody' };
    expect(await firstAnswer(shop, row)).toEqual({ index: 0, customerId });
    await client.call('customer.profile.update', { fullName: 'Nora Corrected' });
    const corrected = [{ field: 'fullName', value: 'Nora Corrected' }];
    for (let sync = 0; sync < 2; sync += 1)
      expect(await firstAnswer(shop, row)).toEqual({ index: 0, customerId, correctedByPerson: corrected });
    expect(await client.call('customer.profile.get')).toMatchObject({ fullName: 'Nora Corrected' });
    const taken = { ...row, fullName: 'Nora Corrected' };
    expect(await firstAnswer(shop, taken), 'until it has taken it over').toEqual({ index: 0, customerId });
    expect(await sql()`select from lethe.statements where customer_id = ${customerId}`).toEqual([]);
  });

  it('brings no address back that the person removed', async () => {
    const { client, customerId, email } = await signedInCustomer(server);
    const row = { externalId: 'a-1', email, addresses: [home] };
    expect(await firstAnswer(shop, row)).toEqual({ index: 0, customerId });
    const held = () => client.call<{ items: { addressId: string }[] }>('customer.addresses.list');
    const [{ addressId }] = (await held()).items as [{ addressId: string }];
    await client.call('customer.addresses.remove', { addressId });
    await firstAnswer(shop, row);
    expect((await held()).items).toEqual([]);
    expect(
      await client.call('customer.statements.list'),
      'what the shop says stays to be seen',
    ).toMatchObject({
      items: [{ field: 'addresses', settled: true }],
    });
  });
});
