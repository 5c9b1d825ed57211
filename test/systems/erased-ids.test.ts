import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findEverywhere } from '../../server/personal-data/scan.ts';
import { signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import { storable } from '../support/awkward.ts';
import { addCustomer } from '../support/caller.ts';
import type { Client } from '../support/client.ts';
import { rounds } from '../support/depth.ts';
import { customerOf, decided, upsertWith } from '../support/intake.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { registerSystem, type System } from '../support/systems.ts';

/* An id of somebody erased is refused only as long as it must be: an admin lifts it. */

let server: TestServer;
let admin: Client;
let adminId: string;
let shop: System;
let systemId: string;
let next = 1;
beforeAll(async () => {
  server = await startServer();
  ({ client: admin, adminId } = await signedInAdmin(server));
});
afterAll(() => server.stop());
beforeEach(async () => {
  shop = await registerSystem(server, admin, `Shop ${next++}`);
  const [key] = await sql()<[{ systemId: string }]>`
    select system_id as "systemId" from lethe.system_keys where id = ${shop.id}`;
  ({ systemId } = key);
});
const sql = () => server.database.pools.app;

async function erased(externalId: string): Promise<void> {
  const customerId = await addCustomer(sql());
  await sql()`insert into lethe.external_ids (customer_id, system_id, external_id)
    values (${customerId}, ${systemId}, ${externalId})`;
  await decided(admin, customerId, 'destroy');
}
const find = async (externalId: string) =>
  (await admin.call<{ heldUntil: string | null }>('admin.erasures.findId', { systemId, externalId }))
    .heldUntil;
const lift = (externalId: string, because = 'somebody_new') =>
  admin.call('admin.erasures.liftId', { systemId, externalId, because });
interface Told {
  erasureId: string;
  externalIds: string[];
  records: unknown[];
}
const told = async () => (await shop.call<{ items: Told[] }>('system.erasures.feed')).items;

describe('an id of somebody erased', () => {
  it('is found by an admin with its end, and lifted with the reason, which the audit keeps without the id', async () => {
    await erased('held-1');
    const years = (Date.parse((await find('held-1')) ?? '') - Date.now()) / (365.25 * 86_400_000);
    expect(years).toBeCloseTo(3, 1);
    expect(await find('HELD-1')).toBeNull();
    await lift('held-1', 'came_back');
    expect(await find('held-1')).toBeNull();
    const audited = await sql()`select actor, details from lethe.audit where action = 'erased_id_lifted'`;
    expect(audited).toEqual([{ actor: adminId, details: { systemId, because: 'came_back' } }]);
    await expect(lift('held-1')).rejects.toMatchObject({ status: 404, kind: 'erased_id_not_found' });
  });

  it('is held of its own system alone, and that system is listed for it', async () => {
    await erased('held-2');
    const other = await registerSystem(server, admin, 'Never told of anybody');
    const [key] = await sql()<[{ systemId: string }]>`
      select system_id as "systemId" from lethe.system_keys where id = ${other.id}`;
    const refused = admin.call('admin.erasures.liftId', {
      ...key,
      externalId: 'held-2',
      because: 'came_back',
    });
    await expect(refused).rejects.toMatchObject({ kind: 'erased_id_not_found' });
    const { items } = await admin.call<{ items: { systemId: string }[] }>('admin.erasures.systems', {});
    const listed = items.map((one) => one.systemId);
    expect([listed.includes(systemId), listed.includes(key.systemId)]).toEqual([true, false]);
  });

  it('is held no longer than its time, and by nobody afterwards', async () => {
    await erased('held-3');
    const row = { externalId: 'held-3', fullName: 'Nora Nobody' };
    expect(await upsertWith(shop, [row])).toMatchObject([{ kind: 'erased_person' }]);
    await sql()`update lethe.erased_external_ids set ends_at = now() - interval '1 second'
      where system_id = ${systemId}`;
    expect(await find('held-3')).toBeNull();
    await expect(lift('held-3')).rejects.toMatchObject({ kind: 'erased_id_not_found' });
    expect(await upsertWith(shop, [row])).toEqual([{ index: 0, customerId: expect.any(String) }]);
  });

  it('is lifted for good by whoever signed up again themselves, and by nobody whom a system brought in', async () => {
    const [came, stayed] = [`came-${next}`, `stayed-${next}`];
    await erased(came);
    await erased(stayed);
    const { email, customerId } = await signedInCustomer(server, 'Nora Again');
    const known = { email: `kim-${next}@lethe.example`, fullName: 'Kim Known' };
    await customerOf(shop, { externalId: `kim-${next}`, ...known });
    expect(await upsertWith(shop, [{ externalId: stayed, ...known }])).toMatchObject([
      { kind: 'erased_person', field: 'externalId' },
    ]);
    expect(await customerOf(shop, { externalId: came, email, fullName: 'Nora Again' })).toBe(customerId);
    await shop.call('system.customers.remove', { customer: { externalId: came } });
    expect(await upsertWith(shop, [{ externalId: came }]), 'and stays so').toEqual([
      { index: 0, customerId: expect.any(String) },
    ]);
  });

  it('is not lifted for whoever came back and is blocked', async () => {
    await erased('held-4');
    const { email, customerId } = await signedInCustomer(server, 'Nora Again');
    await decided(admin, customerId, 'block');
    const row = { externalId: 'held-4', email, fullName: 'Nora Again' };
    expect(await upsertWith(shop, [row])).toMatchObject([{ kind: 'customer_closed' }]);
    expect(await find('held-4')).not.toBeNull();
  });

  it('is told as shared once it is lifted, where the system has not answered', { timeout: 60_000 }, () =>
    fc.assert(
      fc.asyncProperty(storable, async (text) => {
        const externalId = `lifted ${text.slice(0, 150).toWellFormed()}`;
        await erased(externalId);
        expect(await told()).toMatchObject([{ externalIds: [externalId], records: [] }]);
        await lift(externalId);
        const [erasure] = await told();
        expect(erasure).toMatchObject({
          externalIds: [],
          records: [{ kind: 'customer', externalId, shared: true }],
        });
        await shop.call('system.erasures.acknowledge', { erasureId: erasure!.erasureId, result: 'done' });
        expect(await findEverywhere(sql(), 'lifted ')).toEqual([]);
      }),
      { numRuns: rounds(5, 15) },
    ),
  );

  it('is lifted for an account with its address only where their name is said too', async () => {
    const { email, customerId } = await signedInCustomer(server, 'Bert Example');
    const anna = await customerOf(shop, { externalId: 'held-3', email, fullName: 'Anna Example' });
    expect(anna).not.toBe(customerId);
    await decided(admin, anna, 'destroy');
    for (const { erasureId } of await told())
      await shop.call('system.erasures.acknowledge', { erasureId, result: 'done' });
    for (const row of [{ email }, { email, fullName: 'Anna Example' }])
      expect(await upsertWith(shop, [{ externalId: 'held-3', ...row }])).toMatchObject([
        { kind: 'erased_person', field: 'externalId' },
      ]);
    expect(await find('held-3')).not.toBeNull();
    const { items } = await admin.call<{ items: object[] }>('admin.customers.refusedIds', { customerId });
    expect(items).toMatchObject([{ externalId: 'held-3', reason: 'erased_person' }]);
    expect(await customerOf(shop, { externalId: 'held-3', email, fullName: 'EXAMPLE, Bert' })).toBe(
      customerId,
    );
    expect(await find('held-3')).toBeNull();
  });

  it('is not lifted by a row that is not taken', async () => {
    await erased('kept-1');
    const { email } = await signedInCustomer(server, 'Ida Back');
    const row = { externalId: 'kept-1', email, fullName: 'Ida Back' };
    const withARefusedOne = [row, { externalId: '' }];
    expect(await upsertWith(shop, withARefusedOne, { atomic: true })).toMatchObject([
      { kind: 'not_applied' },
      { kind: 'invalid_input' },
    ]);
    await admin.call('admin.blacklist.add', { kind: 'phone', value: '+49 30 5550 7777', reason: 'fraud' });
    const refused = await upsertWith(shop, [{ ...row, phone: '+49 30 5550 7777' }]);
    expect(refused).toMatchObject([{ kind: 'value_refused', field: 'phone' }]);
    expect(await find('kept-1')).not.toBeNull();
    await customerOf(shop, row);
    expect(await find('kept-1')).toBeNull();
  });

  it('is told as one to be compared with the erasure of somebody else whom it was handed in about', async () => {
    const { email, customerId } = await signedInCustomer(server, 'Bert Example');
    await customerOf(shop, { externalId: 'own-4', email, fullName: 'Bert Example' });
    await erased('held-4');
    await upsertWith(shop, [{ externalId: 'held-4', email }]);
    await decided(admin, customerId, 'destroy');
    expect((await told()).at(-1)).toMatchObject({
      externalIds: ['own-4'],
      records: [{ kind: 'customer', externalId: 'held-4', shared: true }],
    });
  });
});
