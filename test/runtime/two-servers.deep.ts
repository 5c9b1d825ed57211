import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDemoDatabase, type TestDatabase } from '../support/database.ts';
import { doorsOf, untilAllAnswer } from '../support/doors.ts';
import { type FakeResend, startFakeResend } from '../support/fake-resend.ts';
import { figure } from '../support/figures.ts';
import {
  type Caller,
  callerOf,
  forgetLimits,
  judge,
  type Load,
  newCases,
  newLoad,
  untilMore,
  work,
} from '../support/load.ts';
import { type Product, startProduct } from '../support/product.ts';
import { randomOf, SEED } from '../support/seed.ts';
import { eventually } from '../support/waiting.ts';
import { type Receiver, startReceiver } from '../support/webhook-receiver.ts';

/* Two servers on one database, under load, and one of them is killed: the other one answers, and in the end all is done once. */

const KILLS = 20;
const PEOPLE = 160;
/** A worker that was killed keeps the letters it had in hand for its lease of a minute. */
const AFTER_A_LEASE_MS = 150_000;

let database: TestDatabase;
let provider: FakeResend;
let receiver: Receiver;
let servers: Product[];
const sql = () => database.pools.app;

beforeAll(async () => {
  database = await createDemoDatabase();
  provider = await startFakeResend(() => 'accept');
  receiver = await startReceiver();
  const environment = {
    RESEND_API_KEY: 're_test',
    RESEND_FROM: 'lethe@lethe.example',
    RESEND_BASE_URL: provider.baseUrl,
    LETHE_WEBHOOK_HOSTS: `127.0.0.1:${receiver.port}`,
  };
  const shared = { ...database, drop: async () => undefined };
  servers = [
    await startProduct('node', environment, shared),
    await startProduct('deno', environment, shared),
  ];
});
afterAll(async () => {
  for (const server of servers ?? []) await server.stop();
  await provider?.stop();
  await receiver?.stop();
  await database?.drop();
});

/** Kills one after the other under load; how long the doors of the other were shut at most. */
async function killInTurns(callers: Caller[], load: Load): Promise<number> {
  const random = randomOf(SEED);
  let slowest = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    await untilMore(load);
    await sleep(random() * 600);
    await forgetLimits(sql());
    const [killed, other] = [servers[kill % 2]!, callers[(kill + 1) % 2]!];
    await killed.kill();
    slowest = Math.max(slowest, await untilAllAnswer(doorsOf(other.url, other.admin, other.system)));
    await killed.restart();
  }
  return slowest;
}

const queued = async () => {
  const [row] = await sql()<[{ letters: number; messages: number }]>`
    select (select count(*)::int from lethe.outbox where status = 'queued') as letters,
      (select count(*)::int from lethe.webhook_deliveries where status = 'queued') as messages`;
  return row;
};

/** By the id of the message, by which a receiver knows it again: how many were told of each request. */
function toldOf(): Map<string, Set<string>> {
  const told = new Map<string, Set<string>>();
  for (const { headers, body } of receiver.arrived) {
    const { data } = JSON.parse(body) as { data: { requestId: string } };
    told.set(data.requestId, (told.get(data.requestId) ?? new Set()).add(String(headers['webhook-id'])));
  }
  return told;
}

/** Which letter tells of which decision. */
const lettersOf = ({ cases }: Load) => sql()<{ id: string; requestId: string }[]>`
  select id, request_id as "requestId" from lethe.outbox
  where template like 'outcome%' and request_id = any(${cases.map(({ requestId }) => requestId)})`;

it(`${KILLS} kills of one of two servers leave nothing half-done, nothing lost and nothing done twice`, async () => {
  const callers = await Promise.all(servers.map(({ url }) => callerOf(sql(), url)));
  await callers[0]!.admin.call('admin.webhooks.create', { url: receiver.url, events: ['request.decided'] });
  const load = newLoad(await newCases(sql(), PEOPLE));
  const over = new AbortController();
  const working = work(callers, load, over.signal);
  const slowest = await killInTurns(callers, load).finally(async () => {
    over.abort();
    await working;
  });
  await eventually(async () => expect(await queued()).toEqual({ letters: 0, messages: 0 }), AFTER_A_LEASE_MS);

  const letters = await lettersOf(load);
  const judged = await judge(database.pools.decisions, load);
  const unsent = letters.filter(({ id }) => !provider.accepted.has(id)).length;
  const told = toldOf();
  const toldWrongly = letters.filter(({ requestId }) => told.get(requestId)?.size !== 1).length;
  figure({
    what: 'one of two servers killed under load',
    rounds: KILLS,
    result: {
      ...judged,
      'handed in': load.handedIn.length,
      'letters lost or changed': unsent + provider.changed.length,
      'webhook messages lost or twice': toldWrongly,
      'slowest ms until the other answers': slowest,
    },
    bound: '0 half-done, 0 lost, 0 twice, every other door within 5,000 ms',
    seed: SEED,
  });
  expect(judged).toMatchObject({ 'half-done': 0, lost: 0 });
  expect({ unsent, changed: provider.changed, toldWrongly }).toEqual({
    unsent: 0,
    changed: [],
    toldWrongly: 0,
  });
  expect(slowest).toBeLessThan(5_000);
  expect(judged.done).toBeGreaterThan(KILLS);
  expect(load.handedIn.length).toBeGreaterThan(KILLS);
}, 900_000);
