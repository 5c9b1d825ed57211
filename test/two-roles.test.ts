import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPools, type Pools } from '../db/connect.ts';
import { mapHash } from '../server/personal-data/install.ts';
import { prepareDatabase } from '../server/prepare.ts';
import { createEmptyDatabase, type TestDatabase } from './support/database.ts';
import { insertAdmin, insertPerson, insertRequest } from './support/people.ts';

/* With LETHE_MIGRATION_URL the owner of the tables and the role the server works as are two. */

const ROLE = 'lethe_app_of_a_test';
let database: TestDatabase;
let app: Pools;
beforeAll(async () => {
  database = await createEmptyDatabase();
  await database.pools.app
    .unsafe(`drop role if exists ${ROLE}; create role ${ROLE} login password 'app'`)
    .simple();
  const url = new URL(database.url);
  url.username = ROLE;
  url.password = 'app';
  await prepareDatabase(database.url, url.href);
  app = openPools(url.href);
});
afterAll(async () => {
  await app.end();
  const owner = database.pools.app;
  await owner.unsafe(`drop owned by ${ROLE}; drop role ${ROLE}`).simple();
  await database.drop();
});

test('the server’s role decides from the first start on', async () => {
  const person = await insertPerson(app.app);
  const admin = await insertAdmin(app.app);
  const requestId = await insertRequest(app.app, person);
  const [{ identity }] = await app.app<[{ identity: string }]>`
    select lethe.identity_of(${person.customerId}) as identity`;
  const [decided] = await app.decisions`
    select status, remaining from lethe.decide_request(${requestId}, 'destroy', ${admin}, null, null, ${identity}, null, null,
      ${await mapHash()})`;
  expect(decided).toEqual({ status: 'destroyed', remaining: 0 });
});

test.each([
  'alter table lethe.customers add column more text',
  'create or replace function lethe.guard_by_id() returns trigger language plpgsql as $$ begin return new; end $$',
  'drop trigger guard_insert on lethe.addresses',
  'update lethe.personal_data_functions set map_version = 999',
  'delete from lethe.migrations',
  'delete from lethe.audit',
  'update lethe.audit set actor = null',
])('the server’s role cannot: %s', async (statement) => {
  await expect(app.app.unsafe(statement)).rejects.toMatchObject({ code: '42501' });
});
