import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customerOf } from '../support/intake.ts';
import type { TestServer } from '../support/server.ts';
import { billFor, type System, startWithSystems, subscriptionOf } from '../support/systems.ts';

/* Whom a system means by a name: nobody but people it knows, and never one of several. */

let server: TestServer;
let shop: System;
let billing: System;
beforeAll(async () => {
  ({ server, shop, billing } = await startWithSystems({ shop: 'Shop', billing: 'Billing' }));
});
afterAll(() => server.stop());

let next = 1;
/** Two people with one address, whom the shop knows and billing does not. */
async function family() {
  const email = `family-${next++}@lethe.example`;
  const [anna, bert] = [
    await customerOf(shop, { externalId: `anna-${next}`, email, fullName: 'Anna Example' }),
    await customerOf(shop, { externalId: `bert-${next}`, email, fullName: 'Bert Example' }),
  ];
  expect(anna).not.toBe(bert);
  return { email, anna };
}
const handIn = async (system: System, customer: Record<string, string>) => {
  const put = (what: string, row: object) =>
    system.call<{ results: object[] }>(`system.${what}.upsert`, { items: [row] });
  return [
    (await put('services', subscriptionOf(customer, `s-${next}`))).results[0],
    (await put('invoices', billFor(customer, `b-${next}`))).results[0],
  ];
};
const refusedAs = (kind: string) => [expect.objectContaining({ kind }), expect.objectContaining({ kind })];

describe('an address that several people have', () => {
  it('means none of them to a system that knows them all', async () => {
    const { email } = await family();
    expect(await handIn(shop, { email })).toEqual(refusedAs('ambiguous_customer'));
  });

  it('is not said to be several people’s to a system that knows none of them', async () => {
    const { email, anna } = await family();
    for (const customer of [{ email }, { customerId: anna }]) {
      expect(await handIn(billing, customer)).toEqual(refusedAs('customer_not_found'));
      expect(await billing.call('system.consents.check', { customer })).toMatchObject({ reason: 'unknown' });
    }
    const asked = { customer: { email }, type: 'removal', receivedBy: 'phone' };
    await expect(billing.call('system.requests.create', asked)).rejects.toMatchObject({
      kind: 'customer_not_found',
    });
  });

  it('means the one whom the system knows', async () => {
    const { email, anna } = await family();
    await server.database.pools.app`
      insert into lethe.external_ids (customer_id, system_id, external_id)
      select ${anna}, id, ${`billing-${next}`} from lethe.systems where name = 'Billing'`;
    for (const answer of await handIn(billing, { email })) expect(answer).not.toHaveProperty('kind');
    const owners = await server.database.pools.app`
      select customer_id as id from lethe.services where external_id = ${`s-${next}`}`;
    expect(owners).toEqual([{ id: anna }]);
  });
});

it('an address that one person has means nobody to a system that does not know them', async () => {
  const email = `alone-${next++}@lethe.example`;
  await customerOf(shop, { externalId: `alone-${next}`, email, fullName: 'Ada Alone' });
  expect(await handIn(billing, { email })).toEqual(refusedAs('customer_not_found'));
});
