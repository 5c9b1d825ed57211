import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findEverywhere } from '../../server/personal-data/scan.ts';
import type { Client } from '../support/client.ts';
import { customerOf, decided, person } from '../support/intake.ts';
import type { TestServer } from '../support/server.ts';
import {
  billFor,
  registerSystem,
  type System,
  startWithSystems,
  subscriptionOf,
} from '../support/systems.ts';

/* A record that was handed in under the wrong person is moved, and removed: by an admin, and by its system. */

let server: TestServer;
let admin: Client;
let adminId: string;
let shop: System;
let next = 1;
beforeAll(async () => {
  ({ server, admin, adminId, shop } = await startWithSystems({ shop: 'Shop' }));
});
afterAll(() => server.stop());
const sql = () => server.database.pools.app;

const kinds = ['service', 'invoice'] as const;
type Kind = (typeof kinds)[number];
const plural = (kind: Kind) => `${kind}s` as const;
/** What the system hands in about somebody, with a canary in it. */
const rowOf = (kind: Kind, customer: Record<string, string>, externalId: string) =>
  kind === 'service'
    ? { ...subscriptionOf(customer, externalId), name: `name ${externalId}`, domain: `${externalId}.example` }
    : {
        ...billFor(customer, externalId),
        billedTo: `billed ${externalId}`,
        lines: [{ description: `line ${externalId}`, quantity: '1', unitPrice: '1', amount: '1' }],
      };
const handIn = async (kind: Kind, customer: Record<string, string>, externalId: string) => {
  const { results } = await shop.call<{ results: Record<string, string>[] }>(
    `system.${plural(kind)}.upsert`,
    { items: [rowOf(kind, customer, externalId)] },
  );
  return results[0]![`${kind}Id`]!;
};

interface Somebody {
  customerId: string;
  externalId: string;
  number: number;
}
async function somebody(): Promise<Somebody> {
  const row = person();
  const customerId = await customerOf(shop, row);
  const { number } = await admin.call<{ number: number }>('admin.customers.get', { customerId });
  return { customerId, externalId: row.externalId, number };
}
/** The wrong person has a record of the right one. */
async function mixedUp(kind: Kind) {
  const [wrong, right] = [await somebody(), await somebody()];
  const canary = `${kind}-canary-${next++}`;
  const recordId = await handIn(kind, { externalId: wrong.externalId }, canary);
  return { wrong, right, canary, recordId };
}

interface Erasure {
  erasureId: string;
  externalIds: string[];
  records: { externalId: string }[];
}
async function erased({ customerId }: Somebody): Promise<Erasure> {
  await decided(admin, customerId, 'destroy');
  const { items } = await shop.call<{ items: Erasure[] }>('system.erasures.feed');
  const told = items.at(-1)!;
  await shop.call('system.erasures.acknowledge', { erasureId: told.erasureId, result: 'done' });
  return told;
}
const audited = async (action: string) =>
  (
    await sql()`select actor, details from lethe.audit where action = ${action} order by number desc limit 1`
  )[0];

const byAdmin = (kind: Kind, { wrong, right, recordId }: Awaited<ReturnType<typeof mixedUp>>) =>
  admin.call('admin.customers.moveRecord', {
    customerId: wrong.customerId,
    kind,
    recordId,
    toNumber: right.number,
  });
async function bySystem(kind: Kind, { wrong, right, canary }: Awaited<ReturnType<typeof mixedUp>>) {
  const named = { customer: { externalId: wrong.externalId }, externalId: canary };
  const remove = () => shop.call(`system.${plural(kind)}.remove`, named);
  expect(await remove()).toEqual({ removed: true });
  expect(await remove()).toEqual({ removed: false });
  await handIn(kind, { externalId: right.externalId }, canary);
}

describe.each(kinds)('a %s under the wrong person', (kind) => {
  it.each([
    ['an admin', byAdmin],
    ['its system', bySystem],
  ])(
    'moved by %s: the erasure of the wrong one names nothing of it, that of the right one does',
    async (_, move) => {
      const mixed = await mixedUp(kind);
      await move(kind, mixed);
      const first = await erased(mixed.wrong);
      expect(first.externalIds).toEqual([mixed.wrong.externalId]);
      expect(first.records).toEqual([]);
      expect(await findEverywhere(sql(), mixed.canary)).not.toEqual([]);
      const second = await erased(mixed.right);
      expect(second.externalIds).toEqual([mixed.right.externalId]);
      expect(second.records).toEqual([{ kind, externalId: mixed.canary, shared: false }]);
      expect(await findEverywhere(sql(), mixed.canary)).toEqual([]);
    },
  );

  it('removed by an admin leaves nothing, and is audited by counts only', async () => {
    const { wrong, recordId, canary } = await mixedUp(kind);
    const ref = { customerId: wrong.customerId, kind, recordId };
    await admin.call('admin.customers.removeRecord', ref);
    expect(await findEverywhere(sql(), canary)).toEqual([]);
    const counts = kind === 'service' ? { services: 1 } : { invoices: 1, lines: 1 };
    expect(await audited('record_removed')).toEqual({ actor: adminId, details: counts });
    await expect(admin.call('admin.customers.removeRecord', ref)).rejects.toMatchObject({
      kind: 'record_not_found',
    });
    expect((await erased(wrong)).records).toEqual([]);
  });

  it('moved by an admin is audited by counts only, and is what its system updates from then on', async () => {
    const mixed = await mixedUp(kind);
    expect(await byAdmin(kind, mixed)).toEqual({ customerId: mixed.right.customerId });
    const counts = kind === 'service' ? { services: 1 } : { invoices: 1, lines: 1 };
    expect(await audited('record_moved')).toEqual({ actor: adminId, details: counts });
    expect(await handIn(kind, { externalId: mixed.right.externalId }, mixed.canary)).toBe(mixed.recordId);
  });

  it('whose id was refused too is not named by it either', async () => {
    const { wrong, canary, recordId } = await mixedUp(kind);
    const [{ systemId }] = await sql()<[{ systemId: string }]>`
      select id as "systemId" from lethe.systems where name = 'Shop'`;
    await sql()`insert into lethe.refused_ids (customer_id, system_id, kind, external_id, reason)
      values (${wrong.customerId}, ${systemId}, ${kind}, ${canary}, 'customer_closed')`;
    await admin.call('admin.customers.removeRecord', { customerId: wrong.customerId, kind, recordId });
    expect((await erased(wrong)).records).toEqual([]);
  });

  it('goes to an open customer only, who has none of that id', async () => {
    const mixed = await mixedUp(kind);
    const { wrong, right, canary, recordId } = mixed;
    const move = (toNumber: number) =>
      admin.call('admin.customers.moveRecord', { customerId: wrong.customerId, kind, recordId, toNumber });
    await expect(move(987_654_321)).rejects.toMatchObject({ kind: 'customer_not_found', field: 'toNumber' });
    await expect(move(wrong.number)).rejects.toMatchObject({ kind: 'record_already_there' });
    await handIn(kind, { externalId: right.externalId }, canary);
    await expect(move(right.number)).rejects.toMatchObject({ kind: 'record_already_there' });
    const closed = await somebody();
    await decided(admin, closed.customerId, 'block');
    await expect(move(closed.number)).rejects.toMatchObject({ kind: 'customer_closed', field: 'toNumber' });
    await decided(admin, wrong.customerId, 'star');
    await expect(move((await somebody()).number)).rejects.toMatchObject({ kind: 'customer_closed' });
  });

  it('is taken back by its own system only, and only under the person it stands under', async () => {
    const { wrong, right, canary } = await mixedUp(kind);
    const other = await registerSystem(server, admin, `Other ${next++}`);
    await other.call('system.customers.upsert', {
      items: [{ externalId: 'x', email: null, fullName: `X ${next}` }],
    });
    const remove = (by: System, customer: object) =>
      by.call(`system.${plural(kind)}.remove`, { customer, externalId: canary });
    const nothing = { removed: false };
    expect(await remove(other, { customerId: wrong.customerId })).toEqual(nothing);
    expect(await remove(shop, { externalId: right.externalId })).toEqual(nothing);
    expect(await remove(shop, { externalId: 'nobody' })).toEqual(nothing);
    expect(await findEverywhere(sql(), canary)).not.toEqual([]);
    await sql()`update lethe.customers set email = 'shared@example.org' where id in (${wrong.customerId}, ${right.customerId})`;
    await expect(remove(shop, { email: 'shared@example.org' })).rejects.toMatchObject({
      kind: 'ambiguous_customer',
    });
    await sql()`update lethe.customers set email = null where email = 'shared@example.org'`;
  });
});

describe('an id under the wrong person', () => {
  const linked = async (customerId: string) =>
    (
      await sql()`select r.name, e.external_id as id from lethe.external_ids e join lethe.systems r on r.id = e.system_id
        where e.customer_id = ${customerId} order by e.external_id`
    ).map(({ name, id }) => `${name} ${id}`);

  it('is taken back by its own system alone, by itself where it is named and else with all of theirs', async () => {
    const other = `Other ${next++}`;
    const crm = await registerSystem(server, admin, other);
    const row = person();
    const ids = ['1', '2', '3'].map((at) => `${row.externalId}-${at}`);
    const customerId = await customerOf(crm, { ...row, externalId: 'crm' });
    for (const externalId of ids) await customerOf(shop, { ...row, externalId });
    const remove = (customer: object) => shop.call('system.customers.remove', { customer });
    expect(await remove({ externalId: 'crm' })).toEqual({ removed: false });
    await remove({ externalId: ids[0] });
    expect(await linked(customerId)).toEqual([`Shop ${ids[1]}`, `Shop ${ids[2]}`, `${other} crm`]);
    await remove({ customerId });
    expect(await linked(customerId)).toEqual([`${other} crm`]);
  });
});
