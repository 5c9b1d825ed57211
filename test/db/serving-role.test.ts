import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sql } from 'postgres';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import { type EmbeddedPostgres, startEmbedded } from '../../db/embedded.ts';
import { freePort } from '../../db/free-port.ts';
import { makeRoles } from '../../db/roles.ts';
import { prepareDatabase } from '../../server/runtime/prepare.ts';
import { TEST_BUILD, testBuild } from '../support/build.ts';
import { createEmptyDatabase } from '../support/database.ts';
import { accountOf, childrenOf, startOf } from '../support/processes.ts';
import { eventually } from '../support/waiting.ts';

/* A sandbox is none while its database runs programs: what the launcher's own database lets the server do. */

let data: string;
let running: ChildProcess | undefined;
let postgres: EmbeddedPostgres | undefined;
let sql: Sql | undefined;

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'lethe-role-'));
});
afterEach(async () => {
  await sql?.end();
  if (running !== undefined && running.exitCode === null) {
    running.kill('SIGTERM');
    await once(running, 'exit');
  }
  await postgres?.stop();
  [running, postgres, sql] = [undefined, undefined, undefined];
  await rm(data, { recursive: true, force: true });
});

/** Answers the serving process, once it serves. */
async function launch(runtime: 'deno' | 'node', given: Record<string, string> = {}): Promise<number> {
  await testBuild();
  const port = await freePort();
  const code = `import { run } from './${TEST_BUILD}/launch.js';
    run({ root: process.cwd(), build: '${TEST_BUILD}', runtime: '${runtime}' }).then((code) => (process.exitCode = code));`;
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    env: { PATH, PORT: String(port), LETHE_DATA: data, ...given },
    stdio: 'ignore',
  });
  running = child;
  await eventually(
    async () => expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200),
    40_000,
  );
  const serving = childrenOf(child.pid!).filter((pid) => startOf(pid).includes('DATABASE_URL='));
  expect(serving).toHaveLength(1);
  return serving[0]!;
}

const FORBIDDEN = [
  "copy (select 1) to program 'true'",
  "copy lethe.settings from program 'true'",
  "copy (select 1) to '/tmp/lethe-forbidden'",
  "select pg_read_file('/etc/passwd')",
  "select pg_ls_dir('.')",
  "select lo_import('/etc/passwd')",
  'create function lethe.mine() returns int language sql return 1',
  'create function public.mine() returns int language sql return 1',
  'create function pg_temp.mine() returns int language sql return 1',
  'create temporary table mine (id int)',
  'create table lethe.mine (id int)',
  'alter table lethe.customers add column more text',
  'alter table lethe.customers disable trigger all',
  'drop trigger guard_insert on lethe.addresses',
  'truncate lethe.audit',
  'delete from lethe.audit',
  "update lethe.audit set action = 'x'",
  'delete from lethe.migrations',
  'update lethe.personal_data_functions set map_version = 999',
  'create role another superuser',
  'alter role lethe superuser',
  'alter role lethe_owner password null',
  'set role lethe_owner',
  'set role postgres',
  'set session authorization postgres',
  'grant pg_execute_server_program to lethe',
  "alter system set log_statement = 'all'",
  'select pg_reload_conf()',
  'create language mine handler plpgsql_call_handler',
  'create database another',
  'select * from pg_authid',
];

describe.each(['deno', 'node'] as const)('under %s, the database that the launcher starts', (runtime) => {
  test('lets the server read and write rows and nothing else, and tells it no other password', async () => {
    const pid = await launch(runtime);
    const given = startOf(pid);
    const superuser = await readFile(join(data, 'postgres.password'), 'utf8');
    expect(superuser).toHaveLength(48);
    for (const secret of [superuser, 'lethe_owner', 'postgres:', 'LETHE_MIGRATION_URL', 'db/migrations'])
      expect(given.replaceAll('postgres://', ''), secret).not.toContain(secret);
    sql = connect(/^DATABASE_URL=(.*)$/mu.exec(given)![1]!, 1);
    expect((await sql`select current_user`)[0]).toEqual({ current_user: 'lethe' });
    for (const statement of FORBIDDEN)
      await expect(sql.unsafe(statement), statement).rejects.toMatchObject({ code: '42501' });
    const [owned] = await sql`
      select (select count(*)::int from pg_shdepend where refobjid = 'lethe'::regrole and deptype = 'o') as objects,
        (select count(*)::int from pg_auth_members where member = 'lethe'::regrole) as roles`;
    expect(owned).toEqual({ objects: 0, roles: 0 });
    // The demo was filled by this very role.
    const [{ people }] = await sql<[{ people: number }]>`select count(*)::int as people from lethe.customers`;
    expect(people).toBeGreaterThan(30);
  }, 90_000);
});

test.each(['deno', 'node'] as const)(
  'under %s, with a database of one’s own, the owner’s address stays with the process that migrates',
  async (runtime) => {
    const database = await createEmptyDatabase();
    const role = 'lethe_served_in_a_test';
    const owner = database.pools.app;
    await owner.unsafe(`drop role if exists ${role}; create role ${role} login password 'served'`).simple();
    const served = new URL(database.url);
    [served.username, served.password] = [role, 'served'];
    const superuser = new URL(database.url);
    try {
      const pid = await launch(runtime, { DATABASE_URL: served.href, LETHE_MIGRATION_URL: database.url });
      const given = startOf(pid);
      expect(given).toContain(`DATABASE_URL=${served.href}`);
      expect(given).not.toContain('LETHE_MIGRATION_URL');
      expect(given).not.toContain(superuser.password || `${superuser.username}@`);
    } finally {
      running!.kill('SIGTERM');
      await once(running!, 'exit');
      await owner.unsafe(`drop owned by ${role}; drop role ${role}`).simple();
      await database.drop();
    }
  },
  90_000,
);

test('a folder of an earlier release, where the superuser owned and served, is taken over', async () => {
  const before = await startEmbedded(data);
  await prepareDatabase(before.url);
  const superuser = connect(before.url, 1);
  await superuser`update lethe.settings set waiting_days = 7`;
  await superuser.unsafe('create role lethe; grant pg_execute_server_program to lethe').simple();
  await superuser.end();
  await before.stop();
  const pid = await launch('node');
  sql = connect(/^DATABASE_URL=(.*)$/mu.exec(startOf(pid))![1]!, 1);
  expect((await sql`select waiting_days from lethe.settings`)[0]).toEqual({ waiting_days: 7 });
  for (const statement of FORBIDDEN)
    await expect(sql.unsafe(statement), statement).rejects.toMatchObject({ code: '42501' });
  const owners = await sql`
    select distinct relowner::regrole::text as owner from pg_class where relnamespace = 'lethe'::regnamespace
    union select proowner::regrole::text from pg_proc where pronamespace = 'lethe'::regnamespace
    union select nspowner::regrole::text from pg_namespace where nspname = 'lethe'`;
  expect(owners).toEqual([{ owner: 'lethe_owner' }]);
}, 90_000);

test('the roles are made and put right as often as one likes, each time with passwords of their own', async () => {
  postgres = await startEmbedded(data);
  const first = await makeRoles(postgres.url);
  await prepareDatabase(first.owner, first.server);
  const second = await makeRoles(postgres.url);
  await prepareDatabase(second.owner, second.server);
  expect(new Set([first.owner, first.server, second.owner, second.server]).size).toBe(4);
  const old = connect(first.server, 1);
  await expect(old`select 1`).rejects.toMatchObject({ code: '28P01' });
  await old.end();
});

test('PostgreSQL has root’s file rights only where it says so', async () => {
  // One that everybody may enter, and one that only who started it may.
  for (const folder of [join(data, 'closed', 'data'), join(data, 'open')]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (folder.endsWith('open')) await rm(join(data, 'closed'), { recursive: true });
    postgres = await startEmbedded(folder);
    const isRoot = accountOf(postgres.pid) === 0;
    expect([folder, postgres.warning !== null]).toEqual([folder, isRoot]);
    if (isRoot) expect(postgres.warning).toContain('root');
    await postgres.stop();
  }
});
