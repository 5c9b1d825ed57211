import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEMO_ADMIN, DEMO_PASSWORD } from '../../db/demo/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { createDemoDatabase } from '../support/database.ts';
import { insertPerson, insertRequest, type Person } from '../support/people.ts';
import { type Product, startProduct } from '../support/product.ts';
import { rowsWith } from '../support/rows-with.ts';
import { eventually } from '../support/waiting.ts';

/* The server is killed in the middle of decisions: each is done as a whole or not at all, and once it is asked for again it is done once. */

const KILLS = 200;
const AT_ONCE = 3;
const OUTCOMES = ['star', 'destroy'] as const;

interface Case {
  person: Person;
  requestId: string;
  outcome: (typeof OUTCOMES)[number];
}

let product: Product;
let admin: Client;
const sql = () => product.database.pools.app;

beforeAll(async () => {
  product = await startProduct('node', {}, await createDemoDatabase());
  await signIn();
});
afterAll(() => product?.stop());

async function signIn(): Promise<void> {
  await sql()`delete from lethe.rate_limits`;
  admin = createClient(product.url);
  const answer = await admin.post('/api/auth/sign-in/email', { email: DEMO_ADMIN, password: DEMO_PASSWORD });
  expect(answer.status).toBe(200);
}

async function newCase(_: unknown, n: number): Promise<Case> {
  const person = await insertPerson(sql());
  const requestId = await insertRequest(sql(), person);
  return { person, requestId, outcome: OUTCOMES[n % 2]! };
}

const decide = ({ requestId, outcome }: Case) =>
  admin.call('admin.requests.decide', { requestId, outcome, blacklist: true, notify: true });

/** Where the person is still found, but for what a system has to be told first. */
async function tracesOf({ person, requestId }: Case): Promise<number> {
  await sql()`update lethe.erasure_notices set result = 'done', acknowledged_at = now(), external_ids = '{}', records = '[]'
    where request_id = ${requestId} and result is null`;
  // The letter about the outcome still has to leave.
  await sql()`delete from lethe.outbox where request_id = ${requestId}`;
  return (await rowsWith(sql(), person.canaries)).length;
}

/** What is known of a decision: what the request says, its entries in the audit, and its letters. */
async function standOf({ requestId }: Case) {
  const [row] = await sql()<[{ status: string; entries: number; letters: number }]>`
    select r.status, (select count(*)::int from lethe.audit a where a.request_id = r.id and a.action = 'request_decided') as entries,
      (select count(*)::int from lethe.outbox o where o.request_id = r.id and o.template like 'outcome%') as letters
    from lethe.data_requests r where r.id = ${requestId}`;
  return row;
}

const tally = { done: 0, untouched: 0, answered: 0 };

/** A whole decision or none, and nothing in between. */
async function expectWhole(one: Case): Promise<void> {
  const stand = await standOf(one);
  const isDone = stand.status !== 'pending';
  expect(stand).toMatchObject({ entries: isDone ? 1 : 0, letters: isDone ? 1 : 0 });
  if (isDone) {
    tally.done += 1;
    expect(await tracesOf(one)).toBe(0);
    return;
  }
  tally.untouched += 1;
  await decide(one);
  expect(await standOf(one)).toMatchObject({ entries: 1, letters: 1 });
  expect(await tracesOf(one)).toBe(0);
}

it(`${KILLS} kills in the middle of decisions leave none half-done and none lost`, async () => {
  const recovered: number[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    const cases = await Promise.all(Array.from({ length: AT_ONCE }, newCase));
    const calls = cases.map((one) =>
      decide(one)
        .then(() => (tally.answered += 1))
        .catch(() => undefined),
    );
    await sleep((kill % 40) * 2);
    await product.kill();
    await Promise.all(calls);
    // What the server had begun ends with its connections.
    await eventually(async () =>
      expect(
        await sql()`select from pg_stat_activity where datname = current_database() and application_name = 'lethe'
          and pid <> pg_backend_pid() and xact_start is not null and state <> 'idle'`,
      ).toEqual([]),
    );
    const began = performance.now();
    await product.restart();
    recovered.push(performance.now() - began);
    if (kill % 20 === 19) await signIn();
    for (const one of cases) await expectWhole(one);
  }
  const slowest = Math.round(Math.max(...recovered));
  process.stdout.write(`kills: ${JSON.stringify({ kills: KILLS, ...tally, slowestStartMs: slowest })}\n`);
  // Both must have happened, or the kills came at no moment that matters.
  expect(tally.done).toBeGreaterThan(0);
  expect(tally.untouched).toBeGreaterThan(0);
}, 1_200_000);
