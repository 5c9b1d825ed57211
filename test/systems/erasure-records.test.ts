import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findEverywhere } from '../../server/personal-data/scan.ts';
import { prune } from '../../server/runtime/retention.ts';
import { LATE_DAYS } from '../../server/values/limits-and-periods.ts';
import { signedInAdmin } from '../support/accounts.ts';
import { addCustomer } from '../support/caller.ts';
import type { Client } from '../support/client.ts';
import { lookAndDecide } from '../support/decisions.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { billFor, registerSystem, type System, subscriptionOf, whileLinked } from '../support/systems.ts';

/* A system is told of somebody by what it called their services and invoices, whether it linked them or not. */

let server: TestServer;
let admin: Client;
let system: System;
let next = 1;
beforeAll(async () => {
  server = await startServer();
  admin = (await signedInAdmin(server)).client;
});
afterAll(() => server.stop());
beforeEach(async () => {
  system = await registerSystem(server, admin, `Shop ${next++}`);
});

interface Erasure {
  erasureId: string;
  records: { kind: string; externalId: string; shared: boolean }[];
}
interface Told {
  notifiedSystems: { linked: boolean; handedIn: boolean; result: string | null }[];
}
/** What a new system is told: of nothing that was decided before its test. */
const feed = (by = system) => by.call<{ items: Erasure[] }>('system.erasures.feed');
const acknowledge = (erasureId: string) =>
  system.call('system.erasures.acknowledge', { erasureId, result: 'done' });
const sql = () => server.database.pools.app;
const decide = (requestId: string, outcome: string) =>
  lookAndDecide(admin, {
    requestId,
    outcome,
    blacklist: false,
    notify: false,
    reason: 'A law asks us to.',
  });
const ask = (customerId: string) =>
  admin.call<{ requestId: string }>('admin.requests.create', { customerId, type: 'removal' });

/** Somebody whom the system knows by nothing but what it hands in, with a pending request. */
async function known(sold: string[], billed: string[] = []) {
  const customer = { customerId: await addCustomer(sql()) };
  await whileLinked(sql(), system, customer.customerId, async () => {
    if (sold.length > 0)
      await system.call('system.services.upsert', {
        items: sold.map((id) => subscriptionOf(customer, id)),
      });
    if (billed.length > 0)
      await system.call('system.invoices.upsert', { items: billed.map((id) => billFor(customer, id)) });
  });
  return { ...customer, ...(await ask(customer.customerId)) };
}

describe('the feed', () => {
  it.each(['block', 'star', 'destroy'])(
    'tells of a %s of somebody never linked by what the system handed in, until it has answered',
    async (outcome) => {
      const { customerId, requestId } = await known(
        [`sub-2-${outcome}`, `sub-1-${outcome}`],
        [`bill-${outcome}`],
      );
      const other = await registerSystem(server, admin, `Sold something else before ${outcome}`);
      await whileLinked(sql(), other, customerId, () =>
        other.call('system.services.upsert', { items: [subscriptionOf({ customerId }, 'another’s')] }),
      );
      await decide(requestId, outcome);
      const [told] = (await feed()).items;
      expect(told).toMatchObject({ externalIds: [], linked: false, outcome });
      expect(told!.records).toEqual([
        { kind: 'invoice', externalId: `bill-${outcome}`, shared: false },
        { kind: 'service', externalId: `sub-1-${outcome}`, shared: false },
        { kind: 'service', externalId: `sub-2-${outcome}`, shared: false },
      ]);
      expect((await feed(other)).items).toMatchObject([{ records: [{ externalId: 'another’s' }] }]);
      const listed = [
        await admin.call('admin.requests.get', { requestId }),
        await admin.call('admin.requests.list', { waitingForSystems: true }),
      ];
      expect(JSON.stringify(listed)).not.toContain(`sub-1-${outcome}`);
      await acknowledge(told!.erasureId);
      expect((await admin.call<Told>('admin.requests.get', { requestId })).notifiedSystems).toContainEqual(
        expect.objectContaining({ linked: false, handedIn: true, result: 'done' }),
      );
      const left = await Promise.all(
        [`sub-1-${outcome}`, `bill-${outcome}`].map((canary) => findEverywhere(sql(), canary)),
      );
      const kept = outcome === 'block' ? ['services', 'invoices'] : [];
      expect(left.flat().map(({ table }) => table)).toEqual(kept);
    },
  );

  it('marks a name that the system has also given to something of somebody else, and only that', async () => {
    const before = await known(['moved'], ['own']);
    const other = await registerSystem(server, admin, 'Counts in the same way');
    const items = [subscriptionOf({ customerId: before.customerId }, 'own')];
    await whileLinked(sql(), other, before.customerId, () => other.call('system.services.upsert', { items }));
    const { requestId } = await known(['moved', 'own']);
    await decide(requestId, 'destroy');
    expect((await feed()).items[0]!.records).toEqual([
      { kind: 'service', externalId: 'moved', shared: true },
      { kind: 'service', externalId: 'own', shared: false },
    ]);
  });

  it('tells by the person’s own id, and by what was handed in beside it', async () => {
    const { customerId, requestId } = await known([]);
    await sql()`insert into lethe.external_ids (customer_id, system_id, external_id)
      select ${customerId}, system_id, 'has a link' from lethe.system_keys where id = ${system.id}`;
    await system.call('system.services.upsert', { items: [subscriptionOf({ customerId }, 'beside it')] });
    await decide(requestId, 'destroy');
    expect((await feed()).items).toMatchObject([
      {
        externalIds: ['has a link'],
        linked: true,
        records: [{ kind: 'service', externalId: 'beside it', shared: false }],
      },
    ]);
  });

  it('tells a system that only entered a request without a name', async () => {
    const customerId = await addCustomer(sql());
    const { requestId } = await whileLinked(sql(), system, customerId, () =>
      system.call<{ requestId: string }>('system.requests.create', {
        customer: { customerId },
        type: 'removal',
        receivedBy: 'phone',
      }),
    );
    await decide(requestId, 'destroy');
    expect((await feed()).items).toMatchObject([{ externalIds: [], linked: false, records: [] }]);
  });

  it.each(['star', 'destroy'])(
    'keeps what a block named, though a %s has overtaken it, until it is answered itself',
    async (outcome) => {
      const { customerId, requestId } = await known([`kept before ${outcome}`]);
      await decide(requestId, 'block');
      await decide((await ask(customerId)).requestId, outcome);
      const { items } = await feed();
      const records = [{ kind: 'service', externalId: `kept before ${outcome}`, shared: false }];
      expect(items).toMatchObject([
        { outcome: 'block', records },
        { outcome, records },
      ]);
      for (const { erasureId } of items) await acknowledge(erasureId);
      expect(await findEverywhere(sql(), `kept before ${outcome}`)).toEqual([]);
    },
  );

  it('forgets the names with the time of a system that does not answer', async () => {
    const { requestId } = await known(['late record']);
    await decide(requestId, 'destroy');
    const late = (days: number) =>
      sql()`update lethe.erasure_notices set due_at = now() - make_interval(days => ${days})`;
    await late(LATE_DAYS - 1);
    await prune(sql());
    expect((await feed()).items).toMatchObject([{ records: [{ externalId: 'late record' }] }]);
    await late(LATE_DAYS + 1);
    await prune(sql());
    expect((await feed()).items).toMatchObject([{ records: [], linked: false, overdue: true }]);
    expect(await findEverywhere(sql(), 'late record')).toEqual([]);
  });
});
