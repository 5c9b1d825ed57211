import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from 'postgres';
import { expect, it } from 'vitest';
import { DEMO_ADMIN } from '../../db/demo/accounts.ts';
import { sessionCookie } from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { createDemoDatabase } from '../support/database.ts';
import { withSeen } from '../support/decisions.ts';
import { doorsOf, untilAllAnswer } from '../support/doors.ts';
import { figure } from '../support/figures.ts';
import { insertPerson, insertRequest, type Person } from '../support/people.ts';
import { type Product, SECRET, startProduct } from '../support/product.ts';
import { rowsWith } from '../support/rows-with.ts';
import { randomOf, SEED } from '../support/seed.ts';
import { eventually } from '../support/waiting.ts';

/* The server is killed in the middle of decisions: each is done as a whole or not at all, and once it is asked for again it is done once. */

const KILLS = 200;
/** Products side by side, each with a database of its own. More would make each other's starts slow. */
const LANES = 2;
const AT_ONCE = 3;
const OUTCOMES = ['star', 'destroy'] as const;

interface Case {
  person: Person;
  requestId: string;
  outcome: (typeof OUTCOMES)[number];
  /** What the admin saw before: only the decision itself is cut short. */
  previewHash: string;
}

const tally = { done: 0, untouched: 0, 'half-done': 0, lost: 0, 'slowest ms until every door answers': 0 };
const random = randomOf(SEED);
/** What the last undisturbed decision took: the next kill comes within twice that. */
let typicalMs = 40;

async function runLane(kills: number): Promise<void> {
  const product = await startProduct('node', {}, await createDemoDatabase());
  try {
    const sql = product.database.pools.app;
    const [{ id }] = await sql<[{ id: string }]>`select id from lethe.users where email = ${DEMO_ADMIN}`;
    for (let kill = 0; kill < kills; kill += 1) await killOnce(product, await signedIn(product, id));
  } finally {
    await product.stop();
  }
}

async function signedIn({ url, database }: Product, id: string): Promise<Client> {
  await database.pools.app`delete from lethe.rate_limits`;
  const admin = createClient(url);
  const { name, value } = await sessionCookie(database.pools.app, id, { url, secret: SECRET });
  admin.cookies.set(name, value);
  return admin;
}

async function killOnce(product: Product, admin: Client): Promise<void> {
  const { app: sql } = product.database.pools;
  const decide = ({ requestId, outcome, previewHash }: Case) =>
    admin.call('admin.requests.decide', { requestId, outcome, blacklist: true, notify: true, previewHash });
  const cases = await Promise.all(
    Array.from({ length: AT_ONCE }, async (_, n): Promise<Case> => {
      const person = await insertPerson(sql);
      const seen = { requestId: await insertRequest(sql, person), outcome: OUTCOMES[n % 2]! };
      return { person, ...(await withSeen(admin, seen)) };
    }),
  );
  const told = cases.map((one) =>
    decide(one).then(
      () => one,
      () => undefined,
    ),
  );
  await sleep(random() * typicalMs * 2);
  await product.kill();
  const confirmed = (await Promise.all(told)).filter((one) => one !== undefined);
  // What the server had begun ends with its connections.
  await eventually(async () =>
    expect(
      await sql`select from pg_stat_activity where datname = current_database() and application_name like 'lethe%'
        and pid <> pg_backend_pid() and xact_start is not null and state <> 'idle'`,
    ).toEqual([]),
  );
  const began = performance.now();
  await product.restart();
  await untilAllAnswer(doorsOf(product.url, admin));
  const slowest = 'slowest ms until every door answers';
  tally[slowest] = Math.max(tally[slowest], Math.round(performance.now() - began));
  for (const one of cases) {
    const isDone = await judge(product, one);
    tally[isDone ? 'done' : 'untouched'] += 1;
    if (!isDone && confirmed.includes(one)) tally.lost += 1;
    if (isDone) continue;
    const before = performance.now();
    await decide(one);
    typicalMs = performance.now() - before;
    expect(await judge(product, one)).toBe(true);
  }
}

/** Whether it is done; counts it where it is neither done as a whole nor untouched. */
async function judge({ database }: Product, { person, requestId }: Case): Promise<boolean> {
  // With the long timeouts of decisions: a search reads whole tables.
  const sql = database.pools.decisions;
  const [stand] = await sql<[{ status: string; entries: number; letters: number }]>`
    select r.status, (select count(*)::int from lethe.audit a where a.request_id = r.id and a.action = 'request_decided') as entries,
      (select count(*)::int from lethe.outbox o where o.request_id = r.id and o.template like 'outcome%') as letters
    from lethe.data_requests r where r.id = ${requestId}`;
  const isDone = stand.status !== 'pending';
  const isWhole = stand.entries === Number(isDone) && stand.letters === Number(isDone);
  if (!isWhole || (isDone && (await tracesOf(sql, requestId, person)) > 0)) tally['half-done'] += 1;
  return isDone;
}

/** In how many rows the person is still found, but for what a system or a letter has to be told first. */
async function tracesOf(sql: Sql, requestId: string, { canaries }: Person) {
  await sql`update lethe.erasure_notices set result = 'done', acknowledged_at = now(), external_ids = '{}', records = '[]'
    where request_id = ${requestId} and result is null`;
  await sql`delete from lethe.outbox where request_id = ${requestId}`;
  return (await rowsWith(sql, canaries)).length;
}

it(`${KILLS} kills in the middle of decisions leave none half-done and none lost`, async () => {
  await Promise.all(Array.from({ length: LANES }, () => runLane(KILLS / LANES)));
  figure({
    what: 'the server killed in the middle of decisions',
    rounds: KILLS,
    result: tally,
    bound: '0 half-done, 0 lost, every door within 5,000 ms of the start',
    seed: SEED,
  });
  expect(tally).toMatchObject({ 'half-done': 0, lost: 0 });
  expect(tally['slowest ms until every door answers']).toBeLessThan(5_000);
  // Both must have happened, or the kills came at no moment that matters.
  expect(tally.done).toBeGreaterThan(0);
  expect(tally.untouched).toBeGreaterThan(0);
}, 1_200_000);
