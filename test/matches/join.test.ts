import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mapHash } from '../../server/personal-data/install.ts';
import { personalDataMap } from '../../server/personal-data/map.ts';
import { findEverywhere } from '../../server/personal-data/scan.ts';
import type { CustomerTable } from '../../server/personal-data/shape.ts';
import { addCustomer } from '../support/caller.ts';
import type { Client } from '../support/client.ts';
import { lookAndDecide } from '../support/decisions.ts';
import { rounds } from '../support/depth.ts';
import { customerOf, decided } from '../support/intake.ts';
import { insertPerson, insertRequest, type Person } from '../support/people.ts';
import type { TestServer } from '../support/server.ts';
import { stateOf } from '../support/state.ts';
import { type System, startWithSystems } from '../support/systems.ts';
import { untilSomebodyWaits } from '../support/waiting.ts';

/* Two customers who are one person become one: as a whole or not at all, and nothing of either is lost. */

let server: TestServer;
let admin: Client;
let crm: System;
let systemId: string;
beforeAll(async () => {
  ({ server, admin, crm } = await startWithSystems({ crm: 'Newsletter' }));
  [{ id: systemId }] = await sql()<[{ id: string }]>`
    select id from lethe.systems where name = 'Newsletter'`;
});
afterAll(() => server.stop());
const sql = () => server.database.pools.app;

const tables = Object.entries(personalDataMap).flatMap(([name, table]) =>
  table.rows === 'customer' && table.by === 'customer_id'
    ? [{ name, once: (table as CustomerTable).uniquePerCustomer }]
    : [],
);

/** Somebody with a row in every table of the map, the one of `insertPerson` and what it leaves out. */
async function everywhere(): Promise<Person & { requestId: string }> {
  const person = await insertPerson(sql());
  const { customerId, canaries } = person;
  const requestId = await insertRequest(sql(), person);
  await sql()`update lethe.data_requests set status = 'refused', decided_at = now() where id = ${requestId}`;
  const stranger = await addCustomer(sql());
  await note(customerId, stranger);
  await sql()`insert into lethe.erasure_notices (system_id, request_id, customer_id, external_ids, linked, outcome, due_at)
    values (${systemId}, ${requestId}, ${customerId}, ${[`${canaries[0]}-told`]}, true, 'block', now())`;
  return { ...person, requestId };
}

/** Without an account, as systems bring people in. */
async function handedIn() {
  const person = await everywhere();
  await sql()`update lethe.users set email_verified = false where id = ${person.customerId}`;
  await sql()`delete from lethe.accounts where customer_id = ${person.customerId}`;
  await sql()`delete from lethe.sessions where customer_id = ${person.customerId}`;
  return person;
}

const note = (one: string, other: string) => sql()`
  insert into lethe.possible_matches (customer_id, other_id, reason)
  values (${one}, ${other}, 'name_differs'), (${other}, ${one}, 'name_differs')`;

const join = (keep: string, other: string) =>
  sql().unsafe('select lethe.join_customers($1, $2, null, $3)', [keep, other, hash]);
let hash = '';
beforeAll(async () => {
  hash = await mapHash();
});

/** How many rows of each table one person of the two has; of rows that can stand once only, both count as one. */
async function rowsOf(...ids: string[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { name, once } of tables) {
    const only = once === undefined ? '' : `distinct (${['0', ...once].join(', ')})`;
    const [row] = await sql().unsafe<[{ count: number }]>(
      `select count(${only || '*'})::int as count from lethe.${name} where customer_id = any($1)`,
      [ids],
    );
    counts[name] = row.count;
  }
  return counts;
}

describe('joining two customers', () => {
  it('moves every row of every table of the map, and loses none but what can stand once only', async () => {
    const [keep, other] = [await everywhere(), await handedIn()];
    const before = await rowsOf(keep.customerId, other.customerId);
    for (const { name } of tables) expect(before[name], name).toBeGreaterThan(0);
    await join(keep.customerId, other.customerId);
    const after = await rowsOf(keep.customerId);
    // What the other one was called, and how to reach them, is said by their system now; the number is one that is known.
    const said = ['fullName', 'email', 'phone', 'company', 'companyNumber', 'birthDate'];
    expect(after).toEqual({
      ...before,
      statements: said.length,
      joined_numbers: before['joined_numbers']! + 1,
    });
    expect(await rowsOf(other.customerId)).toEqual(Object.fromEntries(tables.map(({ name }) => [name, 0])));
  });

  it('keeps ids, numbers and histories known, and an erasure names all of both and leaves nothing', async () => {
    const [keep, other] = [await everywhere(), await handedIn()];
    const [joined] = await sql()<[{ number: number; externalId: string }]>`
      select c.number::int as number, e.external_id as "externalId" from lethe.customers c
      join lethe.external_ids e on e.customer_id = c.id where c.id = ${other.customerId}`;
    await join(keep.customerId, other.customerId);
    for (const name of [{ customerId: other.customerId }, { externalId: joined.externalId }])
      expect(await crm.call('system.consents.check', { customer: name })).toMatchObject({ allowed: true });
    const detail = await admin.call<{ items: { requestId: string }[] }>('admin.customers.requests', {
      customerId: keep.customerId,
    });
    expect(detail.items.map(({ requestId }) => requestId).toSorted()).toEqual(
      [keep.requestId, other.requestId].toSorted(),
    );
    expect(
      await sql()`select customer_id as id from lethe.joined_numbers where number = ${joined.number}`,
    ).toEqual([{ id: keep.customerId }]);
    await decided(admin, keep.customerId, 'destroy');
    const told = await newestNotice();
    const ofBoth = [keep, other].flatMap(({ canaries: [tag] }) => [`${tag}-external`, `${tag}-refused`]);
    expect(told.externalIds.toSorted()).toEqual(ofBoth.toSorted());
    const sold = [keep, other].flatMap(({ canaries: [tag] }) => [`${tag}-ext-invoice`, `${tag}-ext-service`]);
    expect(told.records.map(({ externalId }) => externalId).toSorted()).toEqual(sold.toSorted());
    await sql()`update lethe.erasure_notices set result = 'done', acknowledged_at = now(), external_ids = '{}', records = '[]'
      where result is null`;
    for (const canary of [...keep.canaries, ...other.canaries])
      expect(await findEverywhere(sql(), canary), canary).toEqual([]);
  });

  it('has a word of the map for every unique key that two people could both have a row for', async () => {
    const keys = await sql()<{ table: string; columns: string[] }[]>`
      select c.relname as "table", array_agg(a.attname::text order by a.attname) as columns
      from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
      where n.nspname = 'lethe' and i.indisunique group by c.relname, i.indexrelid`;
    const forgotten = keys.flatMap(({ table, columns }) => {
      const others = columns.filter((column) => column !== 'customer_id');
      if (others.length === columns.length) return [];
      // What is unique without the customer is one person's row anyway.
      const aloneToo = keys.some(
        (key) => key.table === table && key.columns.every((column) => others.includes(column)),
      );
      const once = tables.find(({ name }) => name === table)?.once;
      return aloneToo ||
        harmless.has(`${table} (${columns.join(', ')})`) ||
        once?.every((column) => others.includes(column)) === true
        ? []
        : [`${table} (${columns.join(', ')})`];
    });
    expect(forgotten).toEqual([]);
  });

  it.each([
    [
      'itself',
      'customer_closed',
      async () => {
        const one = await addCustomer(sql());
        return [one, one];
      },
    ],
    ['nobody', 'customer_closed', async () => [await addCustomer(sql()), crypto.randomUUID()]],
    [
      'somebody closed',
      'customer_closed',
      async () => {
        const other = await handedIn();
        await sql()`update lethe.customers set state = 'blocked', closed_at = now() where id = ${other.customerId}`;
        return [await addCustomer(sql()), other.customerId];
      },
    ],
    [
      'an account with an account',
      'two_accounts',
      async () => [await addCustomer(sql()), await addCustomer(sql())],
    ],
    [
      'two pending requests',
      'two_requests',
      async () => {
        const [keep, other] = [await insertPerson(sql()), await handedIn()];
        await insertRequest(sql(), keep);
        await insertRequest(sql(), other);
        return [keep.customerId, other.customerId];
      },
    ],
  ] as const)('refuses %s, and changes nothing', async (_, message, pair) => {
    const [keep = '', other = ''] = await pair();
    const before = await stateOf(sql());
    await expect(join(keep, other)).rejects.toMatchObject({ code: 'LE001', message });
    expect(await stateOf(sql())).toBe(before);
  });
});

const ROUNDS = rounds(40, 200);

describe('a join beside others', () => {
  it(`and a decision, in ${ROUNDS} rounds: nobody half joined, and no canary of whom it erased`, async () => {
    for (let round = 0; round < ROUNDS; round += 8)
      await Promise.all(
        Array.from({ length: 8 }, async () => {
          const tag = crypto.randomUUID();
          const [keep, other] = [await small(`keep-${tag}`), await small(`other-${tag}`)];
          const { requestId } = await admin.call<{ requestId: string }>('admin.requests.create', {
            customerId: keep,
            type: 'removal',
          });
          const decision = { requestId, outcome: 'destroy', blacklist: false, notify: false };
          const [joined, erased] = await Promise.allSettled([
            join(keep, other),
            lookAndDecide(admin, decision),
          ]);
          expect(erased.status, String((erased as PromiseRejectedResult).reason)).toBe('fulfilled');
          await sql()`update lethe.erasure_notices set result = 'done', acknowledged_at = now(), external_ids = '{}', records = '[]'
            where request_id = ${requestId} and result is null`;
          expect(await findIn(tag), joined.status).toEqual(
            joined.status === 'fulfilled' ? [] : [`other-${tag}`],
          );
        }),
      );
  });

  it('and a row of a system about either: the row reaches whoever they are afterwards', async () => {
    for (let round = 0; round < 40; round += 1) {
      const tag = crypto.randomUUID();
      const [keep, other] = [await small(`keep-${tag}`), await small(`other-${tag}`)];
      const row = { externalId: `other-${tag}`, phone: `+49 30 ${round}`, fullName: 'Pat Example' };
      const [joined, taken] = await Promise.all([join(keep, other).then(() => true), customerOf(crm, row)]);
      expect(joined).toBe(true);
      expect([keep, other]).toContain(taken);
      const [held] =
        await sql()`select c.phone, (select count(*)::int from lethe.customers o where o.id = ${other}) as others,
        (select count(*)::int from lethe.external_ids e where e.customer_id = c.id) as ids
        from lethe.customers c where c.id = ${keep}`;
      expect(held).toEqual({ phone: row.phone, others: 0, ids: 2 });
    }
  });

  it('whose connection is killed in the middle changes nothing, and succeeds when it is tried again', async () => {
    const [keep, other] = [await everywhere(), await handedIn()];
    await killedInTheMiddle(keep.customerId, other.customerId);
    await join(keep.customerId, other.customerId);
    expect((await rowsOf(other.customerId))['services']).toBe(0);
  });
});

/** Unique keys that are never in the way of a join: they hold an id that was made for the row, or one of two pending requests is refused. */
const harmless = new Set([
  'addresses (customer_id, id)',
  'data_requests (customer_id)',
  'invoice_lines (customer_id, invoice_id, position)',
  'invoices (customer_id, id)',
  'services (customer_id, id)',
  'sign_ins (customer_id, id)',
]);

/** Somebody without an account, whom the system knows by one id. */
async function small(externalId: string): Promise<string> {
  const [row] = await sql()<
    [{ id: string }]
  >`insert into lethe.customers (name) values (${externalId}) returning id`;
  await sql()`insert into lethe.external_ids (customer_id, system_id, external_id)
    values (${row.id}, ${systemId}, ${externalId})`;
  return row.id;
}

const findIn = async (tag: string): Promise<string[]> =>
  (
    await sql()<{ id: string }[]>`
    select external_id as id from lethe.external_ids where external_id like ${`%${tag}`}
    union select name from lethe.customers where name like ${`%${tag}`} order by 1`
  ).map(({ id }) => id);

async function newestNotice() {
  const [row] = await sql()<[{ externalIds: string[]; records: { externalId: string }[] }]>`
    select external_ids as "externalIds", records from lethe.erasure_notices where system_id = ${systemId}
    order by number desc limit 1`;
  return row;
}

/** The join waits for a lock on an invoice, in the middle of its moves; then its connection ends. */
async function killedInTheMiddle(keep: string, other: string): Promise<void> {
  const before = await stateOf(sql());
  await server.database.pools.batches.begin(async (held) => {
    await held`select 1 from lethe.invoices where customer_id = ${other} for update`;
    const refused = expect(join(keep, other)).rejects.toThrow();
    await untilSomebodyWaits(sql());
    await sql()`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and pid <> pg_backend_pid()`;
    await refused;
  });
  expect(await stateOf(sql())).toBe(before);
}
