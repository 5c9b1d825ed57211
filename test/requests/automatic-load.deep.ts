import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAutomaticProcessing } from '../../server/requests/automatic.ts';
import {
  findDueRequests,
  findUnannouncedRequests,
  type QueuePosition,
} from '../../server/requests/automatic-queries.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

const MANY = 96_000;
/** What a look may take where there is nothing to decide. */
const MOST_MS = 5;

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
  const { decisions } = database.pools;
  await decisions`insert into lethe.customers (name) select 'Waits' from generate_series(1, ${MANY})`;
  await decisions`
    insert into lethe.data_requests (customer_id, type, answer_by, waiting_days, announced_at)
    select id, 'removal', now() + interval '1 month', 14, now() from lethe.customers`;
  await decisions`analyze lethe.data_requests`;
});
afterAll(() => database.drop());

const set = (enabled: boolean) => database.pools.app`
  update lethe.settings set enabled = ${enabled}, automatic_processing = true, waiting_days = 14`;
const look = (place?: QueuePosition) => findDueRequests(database.pools.app, place);
/** The quickest of several: what else the machine does is not to be measured. */
async function quickest(): Promise<number> {
  const taken: number[] = [];
  for (let time = 0; time < 20; time += 1) {
    const started = performance.now();
    await look();
    await findUnannouncedRequests(database.pools.app, 0);
    taken.push(performance.now() - started);
  }
  return Math.min(...taken);
}

describe(`automatic processing beside ${MANY} pending requests`, () => {
  it('reads nothing while it is off, and while nobody’s time is over', async () => {
    for (const enabled of [false, true]) {
      await set(enabled);
      expect((await look()).found).toEqual([]);
      expect(await quickest()).toBeLessThan(MOST_MS);
    }
  });

  it('decides the few whose time is over at once, those that were due first before the others', async () => {
    const { app } = database.pools;
    await set(true);
    await app`
      update lethe.data_requests set announced_at = now() - make_interval(days => 40 - (number % 10)::int)
      where number % 10000 < 5`;
    const { found, last } = await look();
    const [{ expected }] = await app<[{ expected: number[] }]>`
      select array_agg(number::int order by announced_at, number) as expected from lethe.data_requests where number % 10000 < 5`;
    expect(found.map(({ number }) => number)).toEqual(expected);
    expect(last).toBeNull();
    expect(await quickest()).toBeLessThan(20 * MOST_MS);
  });

  it('comes to everybody in the end, however many wait for an admin before them', async () => {
    const { app, decisions } = database.pools;
    await decisions`update lethe.data_requests set announced_at = now() - interval '30 days' where number <= 5000`;
    await decisions`
      insert into lethe.services (customer_id, name, status, started_on)
      select customer_id, 'Hosting', 'active', now() from lethe.data_requests where number <= 5000 and number not in (1700, 4900)`;
    await app`update lethe.data_requests set announced_at = now() - interval '20 days' where number = 4900`;
    const ending = new AbortController();
    const decided: string[] = [];
    const wanted = await app<
      { id: string }[]
    >`select id from lethe.data_requests where number in (1700, 4900)`;
    const worker = startAutomaticProcessing({
      sql: app,
      url: 'http://localhost:3000',
      signal: ending.signal,
      everyMs: 20,
      decide: async ({ requestId }) => {
        decided.push(requestId);
        await app`update lethe.data_requests set status = 'cancelled', decided_at = now() where id = ${requestId}`;
      },
    });
    await expect.poll(() => wanted.every(({ id }) => decided.includes(id)), { timeout: 60_000 }).toBe(true);
    ending.abort();
    await worker;
    expect(new Set(decided).size).toBe(decided.length);
  });
});
