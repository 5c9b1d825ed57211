import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPools, type Pools } from '../../db/connect.ts';
import { mapHash } from '../../server/personal-data/install.ts';
import { prepareDatabase } from '../../server/runtime/prepare.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';
import { insertAdmin, insertPerson, insertRequest } from '../support/people.ts';

/* With LETHE_MIGRATION_URL the owner of the tables and the role the server works as are two. */

const ROLE = 'lethe_app_of_a_test';
let database: TestDatabase;
let app: Pools;
let appUrl: string;
beforeAll(async () => {
  database = await createEmptyDatabase();
  await database.pools.app
    .unsafe(`drop role if exists ${ROLE}; create role ${ROLE} login password 'app'`)
    .simple();
  const url = new URL(database.url);
  url.username = ROLE;
  url.password = 'app';
  appUrl = url.href;
  await prepareDatabase(database.url, appUrl);
  app = openPools(appUrl);
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
      ${await mapHash()}, p_seen => lethe.preview_hash(${person.customerId}, 'destroy'))`;
  expect(decided).toEqual({ status: 'destroyed', remaining: 0 });
});

test('while another start grants, the server’s role has at no moment a right that it shall not have', async () => {
  const owner = database.pools.app;
  // Whoever grants one after the other is slow here, so that whoever watches sees what lies in between.
  await owner
    .unsafe(`
    create function lethe.slowly() returns event_trigger language plpgsql as 'begin perform pg_sleep(0.1); end';
    create event trigger slow_grants on ddl_command_end when tag in ('GRANT', 'REVOKE') execute function lethe.slowly();`)
    .simple();
  const start = { granting: true };
  const granted = prepareDatabase(database.url, appUrl).finally(() => {
    start.granting = false;
  });
  const rights = new Set<string>();
  while (start.granting) {
    const [row] = await app.app`
      select has_table_privilege('lethe.audit', 'delete') as audit, has_table_privilege('lethe.migrations', 'insert') as migrations,
        has_table_privilege('lethe.personal_data_functions', 'update') as functions`;
    rights.add(JSON.stringify(row));
  }
  await granted;
  await owner.unsafe('drop event trigger slow_grants; drop function lethe.slowly()').simple();
  expect([...rights]).toEqual([JSON.stringify({ audit: false, migrations: false, functions: false })]);
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

test('nobody but the owner and the server’s role may execute a function', async () => {
  const open = await database.pools.app`
    select p.proname from pg_proc p cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
    where p.pronamespace = 'lethe'::regnamespace and a.grantee = 0`;
  expect(open).toEqual([]);
  const [{ functions }] = await database.pools.app<[{ functions: number }]>`
    select count(*)::int as functions from pg_proc where pronamespace = 'lethe'::regnamespace`;
  expect(functions).toBeGreaterThan(20);
});
