import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../db/free-port.ts';
import type { Child, Runtime } from '../../launch/child.ts';
import { startMigration } from '../../launch/migration.ts';
import { startServer } from '../../launch/server.ts';
import { TEST_BUILD, testBuild } from '../support/build.ts';
import { type Client, createClient } from '../support/client.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';
import { lookAndDecide } from '../support/decisions.ts';
import { type FakeResend, startFakeResend } from '../support/fake-resend.ts';
import { customerOf } from '../support/intake.ts';
import { hasPgBouncer, type PgBouncer, startPgBouncer } from '../support/pgbouncer.ts';
import { optionsOf, ready } from '../support/product.ts';
import { registerSystem } from '../support/systems.ts';
import { eventually } from '../support/waiting.ts';

/* Two servers of both runtimes, side by side behind one PgBouncer that has four sessions for all their pages. */

const ROLE = `story_${randomUUID().slice(0, 8)}`;
const PASSWORD = 'lethe-demo-password';
const SESSIONS = 4;

let database: TestDatabase;
let bouncer: PgBouncer;
let resend: FakeResend;
let environment: Record<string, string>;
const servers: { url: string; child: Child }[] = [];

async function serve(runtime: Runtime): Promise<void> {
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const child = startServer(optionsOf(runtime, { ...environment, PORT: port }));
  servers.push({ url, child });
  await ready(child, url);
}

/** Signs in at the first server; answers a client of each. */
async function signIn(email: string): Promise<[Client, Client]> {
  const [here, there] = servers.map(({ url }) => createClient(url)) as [Client, Client];
  expect((await here.post('/api/auth/sign-in/email', { email, password: PASSWORD })).status).toBe(200);
  for (const [name, value] of here.cookies) there.cookies.set(name, value);
  return [here, there];
}

describe.runIf(hasPgBouncer)('behind a pooler', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    await testBuild();
    database = await createEmptyDatabase();
    await database.pools.app.unsafe(`create role ${ROLE} login password 'story'`);
    const direct = Object.assign(new URL(database.url), { username: ROLE, password: 'story' }).href;
    bouncer = await startPgBouncer([direct], { sessions: SESSIONS });
    resend = await startFakeResend(() => 'accept');
    environment = {
      DATABASE_URL: bouncer.urlOf(direct),
      LETHE_DIRECT_URL: direct,
      LETHE_MIGRATION_URL: database.url,
      RESEND_API_KEY: 're_test',
      RESEND_FROM: 'lethe@lethe.example',
      RESEND_BASE_URL: resend.baseUrl,
    };
    expect(await startMigration(optionsOf('deno', environment)).exited).toBe(0);
    await serve('deno');
    await serve('node');
  });
  afterAll(async () => {
    for (const { child } of servers) child.end();
    await Promise.all(servers.map(({ child }) => child.exited));
    await resend?.stop();
    await bouncer?.stop();
    await database.pools.app.unsafe(`drop owned by ${ROLE}; drop role ${ROLE}`).simple();
    await database.drop();
  });

  test('people consent, download, ask, and are erased, and systems are told, whichever server answers', async () => {
    const { app } = database.pools;
    const email = 'customer1@lethe.example';
    const [here, there] = await signIn(email);
    const status = await here.call<{ textVersion: number; granted: boolean }>('customer.consents.status');
    const step = status.granted ? 'withdraw' : 'grant';
    await there.call(
      `customer.consents.${step}`,
      step === 'grant' ? { textVersion: status.textVersion } : {},
    );
    if (step === 'withdraw') await here.call('customer.consents.grant', { textVersion: status.textVersion });
    const download = await there.post('/exports/personal-data.xml', {});
    expect([download.status, (await download.text()).includes(email)]).toEqual([200, true]);
    const { requestId } = await here.call<{ requestId: string }>('customer.requests.create', {
      type: 'removal',
    });

    const [adminHere, adminThere] = await signIn('admin@lethe.example');
    const system = await registerSystem({ url: servers[0]!.url }, adminHere, 'Behind the pooler');
    const somebody = { externalId: 'n-1', fullName: 'Somebody Else', email: 'somebody.else@lethe.example' };
    const customerId = await customerOf(system, somebody);
    expect(await app`select from lethe.customers where id = ${customerId}`).toHaveLength(1);
    await app`
      insert into lethe.external_ids (customer_id, system_id, external_id)
      select r.customer_id, k.system_id, 'story-1' from lethe.data_requests r, lethe.system_keys k
      where r.id = ${requestId} and k.id = ${system.id}`;
    const told = system.call<{ items: unknown[] }>('system.erasures.feed', { waitSeconds: 30 });
    await lookAndDecide(adminThere, {
      requestId,
      outcome: 'destroy',
      blacklist: true,
      notify: true,
    });
    expect((await told).items).toMatchObject([{ outcome: 'destroy' }]);
    await eventually(() =>
      expect([...resend.accepted.values()].filter(({ to }) => to.includes(email)).length).toBeGreaterThan(0),
    );
    for (const client of [here, there]) expect((await client.post('/trpc/customer.me', {})).status).toBe(401);
    expect(await app`select from lethe.users where email = ${email}`).toHaveLength(0);
  });

  test('only pages share its sessions; each server listens past it', async () => {
    const { app } = database.pools;
    await Promise.all(
      servers.flatMap(({ url }) => Array.from({ length: 20 }, () => createClient(url).fetch('/health'))),
    );
    const kinds = await app<{ kind: string; sessions: number }[]>`
      select application_name as kind, count(*)::int as sessions from pg_stat_activity
      where datname = current_database() and usename = ${ROLE} group by 1`;
    const count = new Map(kinds.map(({ kind, sessions }) => [kind, sessions]));
    expect(count.get('lethe')).toBeLessThanOrEqual(SESSIONS);
    await eventually(async () => {
      const listening = await app`
        select from pg_stat_activity where usename = ${ROLE}
          and application_name = 'lethe notifications' and query ilike 'listen %'`;
      expect(listening).toHaveLength(servers.length);
    });
  });

  test('a start without LETHE_DIRECT_URL says so in one line, be it while it migrates or later', async () => {
    const { LETHE_DIRECT_URL: _, ...given } = environment;
    const { LETHE_MIGRATION_URL: __, ...alone } = given;
    const line = /^lethe: DATABASE_URL leads to a pooler .*: set LETHE_DIRECT_URL to/u;
    expect(await refusal('deno', given)).toMatch(line);
    expect(await refusal('node', alone)).toMatch(line);
  });
});

const START = `import { run } from './${TEST_BUILD}/launch.js';
  run({ root: process.cwd(), build: '${TEST_BUILD}', runtime: process.env.RUNTIME })
    .then((code) => (process.exitCode = code));`;

/** What a start says that ends by itself, without its last line break. */
async function refusal(runtime: string, given: Record<string, string>): Promise<string> {
  const fixed = optionsOf('node', given).environment;
  const child = spawn(process.execPath, ['--input-type=module', '-e', START], {
    env: { ...fixed, RUNTIME: runtime, PORT: String(await freePort()) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  for await (const chunk of child.stderr) said += String(chunk);
  expect(said.trim()).not.toContain('\n');
  return said.trim();
}
