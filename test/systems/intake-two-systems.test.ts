import { afterAll, beforeAll, expect, it } from 'vitest';
import type { InvoiceResults, ServiceResults } from '../../server/systems/intake/schema.ts';
import { customerOf, person } from '../support/intake.ts';
import type { TestServer } from '../support/server.ts';
import { billFor, type System, startWithSystems, subscriptionOf } from '../support/systems.ts';

/* Two systems number their records from 1, and both know the same person: neither may write the other's. */

let server: TestServer;
let shop: System;
let crm: System;
const row = person();
let customerId: string;
beforeAll(async () => {
  ({ server, shop, crm } = await startWithSystems({ shop: 'Shop', crm: 'CRM' }));
  customerId = await customerOf(shop, row);
  expect(await customerOf(crm, row)).toBe(customerId);
});
afterAll(() => server.stop());

const named = { externalId: row.externalId };
const held = (table: 'services' | 'invoices') => {
  const sql = server.database.pools.app;
  return sql`
    select r.external_id as "externalId", s.name as system, r.id from ${sql(`lethe.${table}`)} r
    join lethe.systems s on s.id = r.system_id where r.customer_id = ${customerId} order by s.name`;
};

it('a service of one id is two services where two systems send it, and each changes its own', async () => {
  const send = async (system: System, name: string) => {
    const item = { ...subscriptionOf(named, '1'), name };
    const answer = await system.call<ServiceResults>('system.services.upsert', { items: [item] });
    return answer.results[0];
  };
  const [ofShop, ofCrm] = [await send(shop, 'Hosting'), await send(crm, 'Support')];
  expect(ofCrm, 'a service of another system').not.toEqual(ofShop);
  expect(await held('services')).toMatchObject([{ system: 'CRM' }, { system: 'Shop' }]);
  expect(await send(crm, 'Support Plus')).toEqual(ofCrm);
  const names = await server.database.pools.app`select name from lethe.services order by name`;
  expect(names.map(({ name }) => name)).toEqual(['Hosting', 'Support Plus']);
});

it('an invoice of one id is two invoices where two systems send it, and each changes its own', async () => {
  const send = async (system: System, total: string) => {
    const item = { ...billFor(named, '1'), total };
    const answer = await system.call<InvoiceResults>('system.invoices.upsert', { items: [item] });
    return answer.results[0];
  };
  const [ofShop, ofCrm] = [await send(shop, '1'), await send(crm, '20')];
  expect(ofCrm, 'an invoice of another system').not.toEqual(ofShop);
  expect(await held('invoices')).toMatchObject([{ system: 'CRM' }, { system: 'Shop' }]);
  expect(await send(crm, '30')).toEqual(ofCrm);
  const totals = await server.database.pools.app`select total::text from lethe.invoices order by total`;
  expect(totals.map(({ total }) => total)).toEqual(['1.00', '30.00']);
});

it('a request of one idempotency key is two requests where two systems use it', async () => {
  await server.database.pools.app`update lethe.settings set enabled = true`;
  const idempotencyKey = crypto.randomUUID();
  const enter = async (system: System) => {
    const { externalId, ...facts } = person();
    await customerOf(system, { externalId, ...facts });
    const entered = {
      type: 'removal',
      receivedBy: 'phone',
      customer: { externalId },
      idempotencyKey,
    };
    return system
      .call<{ requestId: string }>('system.requests.create', entered)
      .catch((error: Error) => error.message);
  };
  const [ofShop, ofCrm] = [await enter(shop), await enter(crm)];
  expect(ofCrm, 'the idempotency key of another system').toMatchObject({ requestId: expect.any(String) });
  expect(ofCrm).not.toEqual(ofShop);
});
