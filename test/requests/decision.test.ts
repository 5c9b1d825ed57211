import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mapHash } from '../../server/personal-data/install.ts';
import { findEverywhere } from '../../server/personal-data/scan.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { insertAdmin, insertPerson, insertRequest, type Person } from '../support/people.ts';
import { stateOf } from '../support/state.ts';

let database: TestDatabase;
let admin: string;
beforeAll(async () => {
  database = await createDatabase();
  admin = await insertAdmin(database.pools.app);
});
afterAll(() => database.drop());

/** `reason`: what the admin writes to the person, who may be named in it. */
async function decide(requestId: string, customerId: string, outcome: string, reason: string | null = null) {
  const { app, decisions } = database.pools;
  const [{ identity }] = await app<
    [{ identity: string }]
  >`select lethe.identity_of(${customerId}) as identity`;
  const [row] = await decisions<[{ status: string; rows: number; remaining: number }]>`
    select * from lethe.decide_request(${requestId}, ${outcome}, ${admin}, null, ${reason}, ${identity}, null, null,
      ${await mapHash()}, p_seen => lethe.preview_hash(${customerId}, ${outcome}))`;
  // The systems have answered: what they call the person is kept until then only.
  await app`update lethe.erasure_notices set result = 'done', acknowledged_at = now(), external_ids = '{}', records = '[]'
    where request_id = ${requestId}`;
  return row;
}

const traces = async (person: Person) =>
  (await Promise.all(person.canaries.map((canary) => findEverywhere(database.pools.app, canary)))).flat();

async function asked(outcome: string) {
  const sql = database.pools.app;
  const person = await insertPerson(sql);
  const requestId = await insertRequest(sql, person);
  expect((await traces(person)).length, 'the search finds the person before').toBeGreaterThan(25);
  return {
    person,
    requestId,
    decided: await decide(requestId, person.customerId, outcome, `${person.canaries[0]}, no`),
  };
}

describe('a decision', () => {
  it('destroys: nothing in any column of any table finds the person, the request stays by its number', async () => {
    const { person, requestId, decided } = await asked('destroy');
    expect(decided).toMatchObject({ status: 'destroyed', remaining: 0 });
    expect(await traces(person)).toEqual([]);
    expect(await findEverywhere(database.pools.app, person.customerId)).toEqual([]);
    const [row] = await database.pools.app`
      select customer_id, note, status from lethe.data_requests where id = ${requestId}`;
    expect(row).toEqual({ customer_id: null, note: null, status: 'destroyed' });
  });

  it('stars: rows, amounts and dates stay, nothing readable of the person does', async () => {
    const { person, decided } = await asked('star');
    expect(decided).toMatchObject({ status: 'starred', remaining: 0 });
    expect(await traces(person)).toEqual([]);
    const [row] = await database.pools.app`
      select u.name, u.email, i.total, i.billed_to from lethe.customers u
      join lethe.invoices i on i.customer_id = u.id where u.id = ${person.customerId}`;
    expect(row).toEqual({ name: '*****', email: null, total: '10', billed_to: '*****' });
  });

  it('blocks: the data stays, every means of access is gone', async () => {
    const { person, decided } = await asked('block');
    expect(decided).toMatchObject({ status: 'blocked', rows: 6, remaining: 0 });
    const tables = (await traces(person)).map(({ table }) => table);
    for (const gone of [
      'sessions',
      'accounts',
      'two_factors',
      'verifications',
      'email_tokens',
      'email_changes',
    ])
      expect(tables).not.toContain(gone);
    expect(tables).toContain('users');
  });

  it('refuses: nothing but the request changes, and the audit says so', async () => {
    const sql = database.pools.app;
    const person = await insertPerson(sql);
    const requestId = await insertRequest(sql, person);
    const tables = async () => (await stateOf(sql)).split('\n');
    const before = await tables();
    const decided = await decide(requestId, person.customerId, 'refuse');
    expect(decided).toMatchObject({ status: 'refused', rows: 0 });
    const changed = (await tables()).filter((table) => !before.includes(table));
    expect(changed.map((table) => table.split(' ')[0])).toEqual(['audit', 'data_requests']);
  });

  it('leaves every neighbor as it was', async () => {
    const sql = database.pools.app;
    const neighbor = await insertPerson(sql);
    const before = await traces(neighbor);
    await asked('destroy');
    await asked('star');
    expect(await traces(neighbor)).toEqual(before);
  });

  it('after a block, an admin may enter a request and destroy', async () => {
    const sql = database.pools.app;
    const { person } = await asked('block');
    const requestId = await sql.begin(async (tx) => {
      await tx`select set_config('lethe.guard', 'off', true)`;
      const [row] = await tx<[{ id: string }]>`insert into lethe.data_requests (customer_id, type, answer_by)
        values (${person.customerId}, 'removal', now()) returning id`;
      return row.id;
    });
    expect(await decide(requestId, person.customerId, 'destroy')).toMatchObject({ remaining: 0 });
    expect(await traces(person)).toEqual([]);
  });

  it('is refused to a server with other functions', async () => {
    const sql = database.pools.app;
    const person = await insertPerson(sql);
    const requestId = await insertRequest(sql, person);
    await expect(
      sql`select lethe.decide_request(${requestId}, 'destroy', ${admin}, null, null, 'x', null, null, 'other')`,
    ).rejects.toThrow('server_outdated');
  });

  it('erases nothing while a column is not in the map', async () => {
    const sql = database.pools.app;
    const person = await insertPerson(sql);
    const requestId = await insertRequest(sql, person);
    await sql`alter table lethe.addresses add column doorbell text`;
    await expect(decide(requestId, person.customerId, 'destroy')).rejects.toThrow('map_incomplete');
    await sql`alter table lethe.addresses drop column doorbell`;
    expect(await decide(requestId, person.customerId, 'destroy')).toMatchObject({ remaining: 0 });
  });
});
