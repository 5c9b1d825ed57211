import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import { freePort } from '../../db/free-port.ts';
import type { Runtime } from '../../launch/child.ts';
import { startServer } from '../../launch/server.ts';
import { prepareDatabase } from '../../server/runtime/prepare.ts';
import { testBuild } from '../support/build.ts';
import { type Client, createClient } from '../support/client.ts';
import { lookAndDecide } from '../support/decisions.ts';
import { figure } from '../support/figures.ts';
import { customerOf } from '../support/intake.ts';
import { optionsOf, ready } from '../support/product.ts';
import { startProxy } from '../support/proxy.ts';
import { randomOf, SEED } from '../support/seed.ts';
import { coldFolder, startPair } from '../support/standby.ts';
import { registerSystem, type System } from '../support/systems.ts';
import { eventually } from '../support/waiting.ts';

/* The primary is cut off at a random moment, and its standby takes its place behind the same address. */

const ROUNDS = 5;
const PEOPLE = 400;
const PASSWORD = 'lethe-demo-password';

let cold: string;
beforeAll(async () => {
  await testBuild();
  cold = await coldFolder(async (url) => {
    await prepareDatabase(url);
    const server = await serve('deno', url);
    await server.end();
    const sql = connect(url, 1);
    await sql`insert into lethe.users (name, email, email_verified)
      select 'Stranger', 'stranger-' || n || '@lethe.example', true from generate_series(1, ${PEOPLE}) n`;
    await sql.end();
  });
}, 120_000);
afterAll(() => rm(cold, { recursive: true, force: true }));

async function serve(runtime: Runtime, databaseUrl: string) {
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const child = startServer(optionsOf(runtime, { DATABASE_URL: databaseUrl, PORT: port }));
  await ready(child, url);
  return {
    url,
    isRunning: () => Promise.race([child.exited.then(() => false), sleep(0, true)]),
    async end() {
      child.end();
      await child.exited;
    },
  };
}

/** What callers were told is done. */
interface Confirmed {
  handedIn: string[];
  decided: string[];
}

/** Calls until the signal; only what was answered counts. A failed call goes on with the next. */
async function work(
  admin: Client,
  system: System,
  customers: string[],
  signal: AbortSignal,
): Promise<Confirmed> {
  const confirmed: Confirmed = { handedIn: [], decided: [] };
  const handIn = async (lane: number) => {
    for (let n = 0; !signal.aborted; n += 1) {
      const externalId = `s-${lane}-${n}`;
      const row = { externalId, fullName: 'Somebody Else', email: `${externalId}@lethe.example` };
      const customerId = await customerOf(system, row).catch(() => sleep(50, null));
      if (customerId !== null) confirmed.handedIn.push(externalId);
    }
  };
  const decide = async () => {
    while (!signal.aborted) {
      const customerId = customers.pop();
      if (customerId === undefined) return;
      try {
        const { requestId } = await admin.call<{ requestId: string }>('admin.requests.create', {
          customerId,
          type: 'removal',
        });
        await lookAndDecide(admin, {
          requestId,
          outcome: 'destroy',
          blacklist: false,
          notify: false,
        });
        confirmed.decided.push(requestId);
      } catch {
        await sleep(50);
      }
    }
  };
  await Promise.all([handIn(1), handIn(2), decide(), decide()]);
  return confirmed;
}

/** What was confirmed and is not there. */
async function findLost(url: string, { handedIn, decided }: Confirmed): Promise<string[]> {
  const sql = connect(url, 1);
  try {
    const rows = await sql<{ lost: string }[]>`
      select told as lost from unnest(${handedIn}::text[]) told
        where not exists (select from lethe.external_ids e where e.external_id = told)
      union all
      select told from unnest(${decided}::text[]) told
        where not exists (select from lethe.data_requests r where r.id = told::uuid and r.status = 'destroyed' and r.customer_id is null)`;
    return rows.map(({ lost }) => lost);
  } finally {
    await sql.end();
  }
}

/** One failover under load, after `ms`. `follows`: whether the standby still does when the load begins. */
async function failOver(runtime: Runtime, ms: number, follows: boolean) {
  const pair = await startPair(cold, follows);
  const proxy = await startProxy(pair.primary.url);
  const server = await serve(runtime, proxy.url);
  const sql = connect(pair.primary.url, 1);
  try {
    const admin = createClient(server.url);
    await admin.post('/api/auth/sign-in/email', { email: 'admin@lethe.example', password: PASSWORD });
    const system = await registerSystem(server, admin, 'Shop');
    const people = await sql<{ id: string }[]>`select id from lethe.customers where email like 'stranger-%'`;
    if (!follows) pair.cutOff();
    const over = new AbortController();
    const working = work(
      admin,
      system,
      people.map(({ id }) => id),
      over.signal,
    );
    await sleep(ms);
    proxy.down();
    const before = Date.now();
    await pair.failOver();
    proxy.lead(pair.standby.url);
    await proxy.up();
    await eventually(async () => expect((await fetch(`${server.url}/health`)).status).toBe(200), 60_000);
    const awayMs = Date.now() - before;
    await sleep(500);
    over.abort();
    const confirmed = await working;
    expect(await server.isRunning()).toBe(true);
    return { confirmed, awayMs, lost: await findLost(pair.standby.url, confirmed) };
  } finally {
    await sql.end({ timeout: 1 });
    await server.end();
    await proxy.stop();
    await pair.stop();
  }
}

test('with a standby that heard nothing, what is lost is found', async () => {
  const { confirmed, lost } = await failOver('node', 2_000, false);
  figure({
    what: 'failover to a standby that heard nothing',
    rounds: 1,
    result: { lost: lost.length },
    bound: 'over 5 lost: the search finds them',
  });
  expect(lost.length).toBeGreaterThan(5);
  expect(lost.length).toBeLessThanOrEqual(confirmed.handedIn.length + confirmed.decided.length);
}, 180_000);

/* https://github.com/brettwooldridge/HikariCP/issues/1802: sessions that were opened at a former primary, which came back as a standby, stay there
   though the address leads elsewhere by now. */
test('a server whose sessions lead to a standby leaves it as soon as the address leads to the primary', async () => {
  const pair = await startPair(cold, true);
  const proxy = await startProxy(pair.primary.url);
  const server = await serve('node', proxy.url);
  const health = async () => (await fetch(`${server.url}/health`)).status;
  try {
    await sleep(1_000);
    proxy.lead(pair.standby.url);
    proxy.down();
    await proxy.up();
    await eventually(async () => expect(await health()).toBe(503));
    proxy.lead(pair.primary.url);
    await eventually(async () => expect(await health()).toBe(200), 20_000);
    await eventually(async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, health));
      expect(new Set(answers)).toEqual(new Set([200]));
    }, 20_000);
    expect(await server.isRunning()).toBe(true);
  } finally {
    await server.end();
    await proxy.stop();
    await pair.stop();
  }
}, 120_000);

describe.each<Runtime>(['deno', 'node'])('on %s', (runtime) => {
  test('nothing that was confirmed is lost with a synchronous standby', async () => {
    const random = randomOf(SEED);
    const tally = { lost: 0, 'handed in': 0, decided: 0, 'slowest ms until it answers': 0 };
    for (let round = 0; round < ROUNDS; round += 1) {
      const { confirmed, awayMs, lost } = await failOver(runtime, 1_000 + random() * 3_000, true);
      tally.lost += lost.length;
      tally['handed in'] += confirmed.handedIn.length;
      tally.decided += confirmed.decided.length;
      tally['slowest ms until it answers'] = Math.max(tally['slowest ms until it answers'], awayMs);
    }
    figure({
      what: `failover to a synchronous standby under load, on ${runtime}`,
      rounds: ROUNDS,
      result: tally,
      bound: '0 lost',
      seed: SEED,
    });
    expect(tally.lost).toBe(0);
    expect(tally['handed in']).toBeGreaterThan(ROUNDS * 5);
    expect(tally.decided).toBeGreaterThan(ROUNDS);
  }, 600_000);
});
