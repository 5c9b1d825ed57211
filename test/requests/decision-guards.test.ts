import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mapHash } from '../../server/personal-data/install.ts';
import { findEverywhere } from '../../server/personal-data/scan.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { insertAdmin, insertPerson, insertRequest, type Person } from '../support/people.ts';
import { stateOf } from '../support/state.ts';
import { untilSomebodyWaits } from '../support/waiting.ts';

/* What `lethe.decide_request` looks at before and after the deed, each guard for itself. */

let database: TestDatabase;
let admin: string;
let person: Person;
let requestId: string;
beforeAll(async () => {
  database = await createDatabase();
  admin = await insertAdmin(database.pools.app);
});
afterAll(() => database.drop());
beforeEach(async () => {
  person = await insertPerson(database.pools.app);
  requestId = await insertRequest(database.pools.app, person);
});

const identity = async (): Promise<string> => {
  const [row] = await database.pools.app<[{ identity: string }]>`
    select lethe.identity_of(${person.customerId}) as identity`;
  return row.identity;
};
const decide = async (outcome: string, { as, hash }: { as?: string; hash?: string } = {}) =>
  database.pools.decisions`select * from lethe.decide_request(${requestId}, ${outcome}, ${admin}, null, null,
    ${as ?? (await identity())}, null, null, ${hash ?? (await mapHash())},
    p_seen => lethe.preview_hash(${person.customerId}, ${outcome}))`;

/** It is refused so, and not one row of any table is another one afterwards. */
async function refusesAndChangesNothing(
  attempt: () => Promise<unknown>,
  refusal: { code: string; message: string },
): Promise<void> {
  const before = await stateOf(database.pools.app);
  await expect(attempt()).rejects.toMatchObject(refusal);
  expect(await stateOf(database.pools.app)).toBe(before);
}
const refusal = (message: string) => ({ code: 'LE001', message });

describe('a decision is refused, and changes nothing', () => {
  it.each(['cancelled', 'blocked', 'starred', 'destroyed', 'refused'])(
    'for a request that is %s already',
    async (status) => {
      await database.pools
        .app`update lethe.data_requests set status = ${status}, decided_at = now() where id = ${requestId}`;
      for (const outcome of ['block', 'star', 'destroy', 'refuse'])
        await refusesAndChangesNothing(() => decide(outcome), refusal('request_already_decided'));
    },
  );

  it.each([
    ['customers', 'name', 'Somebody Else'],
    ['users', 'email', 'somebody-else@lethe.example'],
    ['customers', 'phone', '+49 30 5550 1'],
    ['customers', 'company', 'Else Ltd.'],
    ['customers', 'company_number', 'ELSE 1'],
    ['customers', 'birth_date', '1950-05-05'],
    ['customers', 'language', 'de'],
  ])('if %s.%s has changed since the notice was written', async (table, column, value) => {
    const { app } = database.pools;
    const as = await identity();
    await app`update ${app(`lethe.${table}`)} set ${app({ [column]: value })} where id = ${person.customerId}`;
    for (const outcome of ['block', 'star', 'destroy', 'refuse'])
      await refusesAndChangesNothing(() => decide(outcome, { as }), {
        code: '40001',
        message: 'identity changed',
      });
  });

  it.each([
    [
      'gives the customer another name',
      "update lethe.external_ids set external_id = 'another' where customer_id = $1",
    ],
    ['forgets the customer', 'delete from lethe.external_ids where customer_id = $1'],
    [
      'gives the customer one more name',
      `insert into lethe.external_ids (customer_id, system_id, external_id)
        select $1::uuid, system_id, 'one more' from lethe.external_ids where customer_id = $1::uuid`,
    ],
    [
      'is refused another name for the customer',
      `insert into lethe.refused_ids (customer_id, system_id, kind, external_id, reason)
        select $1::uuid, system_id, 'customer', 'refused', 'value_refused' from lethe.external_ids where customer_id = $1::uuid`,
    ],
    [
      'is refused an invoice of the customer',
      `insert into lethe.refused_ids (customer_id, system_id, kind, external_id, reason)
        select $1::uuid, system_id, 'invoice', 'refused', 'value_refused' from lethe.external_ids where customer_id = $1::uuid`,
    ],
    [
      'says another address of the customer',
      `insert into lethe.statements (customer_id, system_id, field, value)
        select $1::uuid, system_id, 'email', 'said@lethe.example' from lethe.external_ids where customer_id = $1::uuid`,
    ],
    [
      'gives the name of the customer to somebody else',
      `with other as (insert into lethe.customers (name) values ('Somebody Else') returning id)
        insert into lethe.refused_ids (customer_id, system_id, kind, external_id, reason)
        select other.id, system_id, 'customer', external_id, 'external_id_reused'
        from other cross join lethe.external_ids where customer_id = $1::uuid`,
    ],
  ])('if a service %s meanwhile', async (_, change) => {
    const as = await identity();
    await database.pools.app.unsafe(change, [person.customerId]);
    await refusesAndChangesNothing(() => decide('destroy', { as }), {
      code: '40001',
      message: 'identity changed',
    });
  });

  it('if another server’s functions are installed', async () => {
    for (const outcome of ['block', 'star', 'destroy', 'refuse'])
      await refusesAndChangesNothing(() => decide(outcome, { hash: 'another' }), refusal('server_outdated'));
  });

  it.each([
    [
      'a column',
      'alter table lethe.addresses add doorbell text',
      'alter table lethe.addresses drop doorbell',
    ],
    ['a table', 'create table lethe.notes (text text)', 'drop table lethe.notes'],
    [
      'a materialized view',
      'create materialized view lethe.seen as select 1 as n',
      'drop materialized view lethe.seen',
    ],
  ])('while the map does not know %s', async (_, add, remove) => {
    await database.pools.app.unsafe(add);
    for (const outcome of ['block', 'star', 'destroy', 'refuse'])
      await refusesAndChangesNothing(() => decide(outcome), refusal('map_incomplete'));
    await database.pools.app.unsafe(remove);
  });

  // Something in the database, such as a trigger of somebody else's, keeps rows as they are.
  it.each([
    ['block', 'sessions', 'delete'],
    ['block', 'verifications', 'delete'],
    ['star', 'accounts', 'delete'],
    ['star', 'addresses', 'update'],
    ['star', 'users', 'update'],
    ['destroy', 'verifications', 'delete'],
  ])(
    'where a %s would leave rows of %s behind, because a trigger undoes its %s',
    async (outcome, table, kind) => {
      const { app } = database.pools;
      const kept = kind === 'delete' ? 'null' : 'old';
      await app.unsafe(`
      create function lethe.keep() returns trigger language plpgsql as $$ begin return ${kept}; end $$;
      create trigger a_keep before ${kind} on lethe.${table} for each row
        execute function lethe.keep();`);
      await refusesAndChangesNothing(() => decide(outcome), refusal('erasure_incomplete'));
      await app.unsafe(`drop function lethe.keep() cascade`);
      expect((await decide(outcome))[0]).toMatchObject({ remaining: 0 });
    },
  );
});

it('a decision waits for whoever is writing about the customer: nobody saw what they wrote, and once seen it is erased', async () => {
  const { app } = database.pools;
  const { decided } = await app.begin(async (tx) => {
    await tx`select 1 from lethe.customers where id = ${person.customerId} for key share`;
    const waiting = decide('star').catch(({ message }: Error) => message);
    await untilSomebodyWaits(app);
    await tx`insert into lethe.addresses (customer_id, label) values (${person.customerId}, 'written meanwhile')`;
    return { decided: waiting };
  });
  expect(await decided).toBe('preview_outdated');
  expect((await decide('star'))[0]).toMatchObject({ status: 'starred', remaining: 0 });
  expect(await findEverywhere(app, 'written meanwhile')).toEqual([]);
});
