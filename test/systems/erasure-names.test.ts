import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { externalIdHmac } from '../../server/blacklist/rules.ts';
import { findEverywhere } from '../../server/personal-data/scan.ts';
import { signedInAdmin } from '../support/accounts.ts';
import { storable } from '../support/awkward.ts';
import { addCustomer } from '../support/caller.ts';
import type { Client } from '../support/client.ts';
import { rounds } from '../support/depth.ts';
import { decided } from '../support/intake.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { registerSystem, type System } from '../support/systems.ts';

/* An erasure names exactly the ids of that person, whatever a system has called whom. */

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startServer();
  admin = (await signedInAdmin(server)).client;
});
afterAll(() => server.stop());
const sql = () => server.database.pools.app;

const kinds = ['customer', 'service', 'invoice'] as const;
type Kind = (typeof kinds)[number];
/** Whose a name is: `both` once for the erased person and once for a neighbor, `again` for the neighbor after the decision only. */
type Whose = 'own' | 'neighbor' | 'both' | 'again';
interface Name {
  system: number;
  kind: Kind;
  whose: Whose;
  refused: boolean;
  /** Of `both`: whether the neighbor's was refused as one that was given to two people. */
  reused: boolean;
  text: string;
}
const name: fc.Arbitrary<Name> = fc.record({
  system: fc.nat({ max: 2 }),
  kind: fc.constantFrom(...kinds),
  whose: fc.constantFrom<Whose>('own', 'own', 'neighbor', 'both', 'again'),
  refused: fc.boolean(),
  reused: fc.boolean(),
  text: storable.map((text) => text.slice(0, 200).toWellFormed()),
});
type Outcome = 'block' | 'star' | 'destroy';
const world: fc.Arbitrary<World> = fc.record({
  names: fc.array(name, { maxLength: 14 }),
  outcome: fc.constantFrom<Outcome>('block', 'star', 'destroy'),
  order: fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
});

let run = 0;
interface Called extends Name {
  externalId: string;
  systemId: string;
}

async function give(customerId: string, one: Called, refused: boolean, reason = 'value_refused') {
  const { systemId, kind, externalId } = one;
  if (refused)
    await sql()`insert into lethe.refused_ids (customer_id, system_id, kind, external_id, reason)
      values (${customerId}, ${systemId}, ${kind}, ${externalId}, ${reason})`;
  else if (kind === 'customer')
    await sql()`insert into lethe.external_ids (customer_id, system_id, external_id)
      values (${customerId}, ${systemId}, ${externalId})`;
  else if (kind === 'service')
    await sql()`insert into lethe.services (customer_id, system_id, external_id, name, status, started_on)
      values (${customerId}, ${systemId}, ${externalId}, 'x', 'active', '2026-01-01')`;
  else
    await sql()`insert into lethe.invoices (customer_id, system_id, external_id, number, status, currency, total, billed_to, issued_on, due_on)
      values (${customerId}, ${systemId}, ${externalId}, '1', 'paid', 'EUR', 1, 'x', '2026-01-01', '2026-01-02')`;
}

/** An id of a system belongs to one customer: of `both`, the neighbor's can only have been refused. */
const neighborsIsRefused = ({ kind, refused, reused }: Called) => kind === 'customer' || refused || reused;
/** A blocked person keeps their link, so that the id cannot be linked again. */
const canBeGivenAgain = ({ kind, refused }: Called, outcome: string) =>
  outcome !== 'block' || kind !== 'customer' || refused;

interface Item {
  erasureId: string;
  externalIds: string[];
  linked: boolean;
  records: { kind: string; externalId: string; shared: boolean }[];
}
const byName = (a: { externalId: string; kind: string }, b: { externalId: string; kind: string }) =>
  `${a.kind} ${a.externalId}` < `${b.kind} ${b.externalId}` ? -1 : 1;

/** What the system must be told: no more, no less. */
function expected(names: Called[], outcome: string) {
  const own = names.filter(({ whose }) => whose !== 'neighbor');
  const shared = (one: Called) =>
    one.whose === 'both' || (one.whose === 'again' && canBeGivenAgain(one, outcome));
  return {
    externalIds: own
      .filter((one) => one.kind === 'customer' && !shared(one))
      .map(({ externalId }) => externalId)
      .toSorted(),
    records: own
      .filter((one) => one.kind !== 'customer' || shared(one))
      .map((one) => ({ kind: one.kind, externalId: one.externalId, shared: shared(one) }))
      .toSorted(byName),
    linked: own.some(({ kind, refused }) => kind === 'customer' && !refused),
  };
}

interface World {
  names: Name[];
  outcome: Outcome;
  order: number[];
}

async function tells({ names, outcome, order }: World) {
  const tag = `w${(run += 1)}`;
  const systems: System[] = [];
  const systemIds: string[] = [];
  for (const n of [0, 1, 2]) {
    const system = await registerSystem(server, admin, `Shop ${tag} ${n}`);
    systems.push(system);
    const [key] = await sql()<[{ systemId: string }]>`
      select system_id as "systemId" from lethe.system_keys where id = ${system.id}`;
    systemIds.push(key.systemId);
  }
  const [victim, neighbor] = [await addCustomer(sql()), await addCustomer(sql())];
  const called: Called[] = names.map((one, at) => ({
    ...one,
    systemId: systemIds[one.system]!,
    externalId: `${one.whose === 'own' ? `${tag}mine` : `${tag}theirs`}${at} ${one.text}`.trim(),
  }));
  for (const one of called) {
    if (one.whose !== 'neighbor') await give(victim, one, one.refused);
    if (one.whose === 'neighbor') await give(neighbor, one, one.refused);
    if (one.whose === 'both') {
      const reason = one.reused ? 'external_id_reused' : 'value_refused';
      await give(neighbor, one, neighborsIsRefused(one), reason);
    }
  }
  await decided(admin, victim, outcome);
  for (const one of called)
    if (one.whose === 'again' && canBeGivenAgain(one, outcome)) await give(neighbor, one, one.reused);

  for (const n of order) {
    const theirs = called.filter(({ system }) => system === n);
    const { items } = await systems[n]!.call<{ items: Item[] }>('system.erasures.feed');
    expect(items).toHaveLength(1);
    const [{ erasureId, externalIds, records, linked }] = items as [Item];
    expect({
      externalIds: externalIds.toSorted(),
      records: records.toSorted(byName),
      linked,
    }).toEqual(expected(theirs, outcome));
    await systems[n]!.call('system.erasures.acknowledge', { erasureId, result: 'done' });
  }

  const left = await sql()`select from lethe.erasure_notices
    where system_id = any(${systemIds}::uuid[]) and (external_ids <> '{}' or records <> '[]')`;
  expect(left).toHaveLength(0);
  if (outcome !== 'block') expect(await findEverywhere(sql(), `${tag}mine`)).toEqual([]);
  const hashed = called.filter(
    ({ kind, whose }) => outcome !== 'block' && kind === 'customer' && (whose === 'own' || whose === 'again'),
  );
  const hashes = await Promise.all(
    hashed.map(({ systemId, externalId }) => externalIdHmac(server.deps.blacklistKey, systemId, externalId)),
  );
  const held = await sql()<{ hmac: Uint8Array }[]>`
    select hmac from lethe.erased_external_ids where system_id = any(${systemIds}::uuid[])`;
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  expect(held.map(({ hmac }) => hex(hmac)).toSorted()).toEqual(hashes.map(hex).toSorted());
}

describe('an erasure', () => {
  it(
    'names exactly the ids of that person, a neighbor’s never but as shared, and leaves hashes alone',
    { timeout: 240_000 },
    () => fc.assert(fc.asyncProperty(world, tells), { numRuns: rounds(12, 40) }),
  );

  it('names both accounts of one person and the order that they made as a guest', async () => {
    const shop = await registerSystem(server, admin, 'Shop of Ines');
    const [key] = await sql()<[{ systemId: string }]>`
      select system_id as "systemId" from lethe.system_keys where id = ${shop.id}`;
    const ines = await addCustomer(sql(), 'Ines Example');
    const at = { system: 0, whose: 'own' as const, refused: false, reused: false, text: '', ...key };
    await give(ines, { ...at, kind: 'customer', externalId: 'p-1' }, false);
    await give(ines, { ...at, kind: 'customer', externalId: 'p-2' }, false);
    await give(ines, { ...at, kind: 'invoice', externalId: 'guest-1' }, false);
    await decided(admin, ines, 'destroy');
    expect((await shop.call<{ items: Item[] }>('system.erasures.feed')).items).toMatchObject([
      {
        externalIds: ['p-1', 'p-2'],
        records: [{ kind: 'invoice', externalId: 'guest-1', shared: false }],
      },
    ]);
  });

  it('tells a record that was moved to the person it belongs to with that person alone', async () => {
    const shop = await registerSystem(server, admin, 'Shop with a mistake');
    const [key] = await sql()<[{ systemId: string }]>`
      select system_id as "systemId" from lethe.system_keys where id = ${shop.id}`;
    const [wrong, right] = [await addCustomer(sql()), await addCustomer(sql())];
    const at = { system: 0, whose: 'own' as const, refused: false, reused: false, text: '', ...key };
    await give(wrong, { ...at, kind: 'service', externalId: 'moved' }, false);
    await sql()`update lethe.services set customer_id = ${right} where customer_id = ${wrong}`;
    await decided(admin, wrong, 'destroy');
    await decided(admin, right, 'destroy');
    const { items } = await shop.call<{ items: Item[] }>('system.erasures.feed');
    expect(items.map(({ records }) => records)).toEqual([
      [],
      [{ kind: 'service', externalId: 'moved', shared: false }],
    ]);
  });
});
