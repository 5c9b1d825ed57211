import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connect, openPools } from '../../db/connect.ts';
import { type EmbeddedPostgres, startEmbedded } from '../../db/embedded.ts';
import type { Runtime } from '../../launch/child.ts';
import { prepareDatabase } from '../../server/runtime/prepare.ts';
import { doorsOf, untilAllAnswer } from '../support/doors.ts';
import { figure } from '../support/figures.ts';
import {
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
import { type Proxy, startProxy } from '../support/proxy.ts';
import { randomOf, SEED } from '../support/seed.ts';

/* The database ends every connection, is stopped or killed and started again, and connections break, all under load. */

const ROUNDS = 12;
const CUTS = 500;
const PEOPLE = 120;

interface House {
  product: Product;
  proxy: Proxy;
  postgres: () => EmbeddedPostgres;
  /** Ends the database and starts it again, at the same address as the server sees it. */
  restart(how: 'stopped' | 'killed'): Promise<void>;
}

/** A server whose database is its own, by a proxy, and keeps what it has confirmed. */
async function build(runtime: Runtime): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'lethe-away-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  let postgres = await startEmbedded(folder);
  onTestFinished(() => postgres.stop());
  const proxy = await startProxy(postgres.url);
  onTestFinished(() => proxy.stop());
  await prepareDatabase(postgres.url);
  const pools = openPools(postgres.url);
  await pools.end();
  const database = { url: proxy.url, pools, drop: async () => undefined };
  const product = await startProduct(runtime, {}, database);
  onTestFinished(() => product.stop());
  return {
    product,
    proxy,
    postgres: () => postgres,
    async restart(how) {
      if (how === 'killed') {
        process.kill(postgres.pid, 'SIGKILL');
        await postgres.exited;
      } else await postgres.stop();
      postgres = await startEmbedded(folder);
      proxy.lead(postgres.url);
    },
  };
}

/** With a connection past the proxy, for as long as this database runs. */
async function past<T>(
  { postgres }: House,
  ask: (sql: ReturnType<typeof connect>) => Promise<T>,
): Promise<T> {
  const sql = connect(postgres().url, 1);
  try {
    return await ask(sql);
  } finally {
    await sql.end();
  }
}

/** Lets it work while `breaking` goes on, and judges what has become of it. */
async function underLoad(house: House, breaking: (load: Load) => Promise<object>) {
  const { product } = house;
  const [caller, cases] = await past(house, async (sql) => [
    await callerOf(sql, product.url),
    await newCases(sql, PEOPLE),
  ]);
  const load = newLoad(cases);
  let ends = 0;
  void product.exited().then(() => (ends += 1));
  const over = new AbortController();
  const working = work([caller], load, over.signal);
  let found: object;
  let slowest: number;
  try {
    found = await breaking(load);
    slowest = await untilAllAnswer(doorsOf(product.url, caller.admin, caller.system));
  } finally {
    over.abort();
    await working;
  }
  const judged = await past(house, (sql) => judge(sql, load));
  const result = {
    ends,
    ...judged,
    'handed in': load.handedIn.length,
    ...found,
    'slowest call ms': load.slowestMs,
    'doors at last ms': slowest,
  };
  return { result, judged, slowestCall: load.slowestMs, slowest };
}

describe.each<Runtime>(['node', 'deno'])('on %s', (runtime) => {
  it(`the database is ended ${ROUNDS} times under load: nothing half-done, nothing lost, every door answers soon`, async () => {
    const house = await build(runtime);
    const random = randomOf(SEED);
    let away = 0;
    const { result, judged, slowestCall } = await underLoad(house, async (load) => {
      const doors = await past(house, (sql) => callerOf(sql, house.product.url));
      for (let round = 0; round < ROUNDS; round += 1) {
        await untilMore(load);
        await sleep(random() * 700);
        await past(house, forgetLimits);
        if (round % 3 === 0)
          await past(
            house,
            (sql) =>
              sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'lethe%' and pid <> pg_backend_pid()`,
          );
        else await house.restart(round % 3 === 1 ? 'stopped' : 'killed');
        away = Math.max(away, await untilAllAnswer(doorsOf(house.product.url, doors.admin, doors.system)));
      }
      return { 'slowest ms until every door answers': away };
    });
    figure({
      what: `the database terminated, stopped or killed under load, on ${runtime}`,
      rounds: ROUNDS,
      result,
      bound: '0 ends, 0 half-done, 0 lost, no call over 15,000 ms, every door within 5,000 ms',
      seed: SEED,
    });
    expect(result).toMatchObject({ ends: 0, 'half-done': 0, lost: 0 });
    expect(away).toBeLessThan(5_000);
    expect(slowestCall).toBeLessThan(15_000);
    expect(judged.done).toBeGreaterThan(ROUNDS);
  }, 600_000);

  it(`${CUTS} cuts of connections to the database under load never end the server`, async () => {
    const house = await build(runtime);
    const random = randomOf(SEED);
    const { result, judged, slowest } = await underLoad(house, async (load) => {
      for (let cuts = 0; cuts < CUTS; ) {
        if (house.proxy.cut(cuts * 7, cuts % 2 === 0 ? 'reset' : 'close') > 0) cuts += 1;
        if (cuts % 50 === 0) {
          await past(house, forgetLimits);
          await untilMore(load);
        }
        await sleep(random() * 200);
      }
      return {};
    });
    figure({
      what: `connections to the database cut under load, on ${runtime}`,
      rounds: CUTS,
      result,
      bound: '0 ends, 0 half-done, 0 lost, every door within 5,000 ms',
      seed: SEED,
    });
    expect(result).toMatchObject({ ends: 0, 'half-done': 0, lost: 0 });
    expect(slowest).toBeLessThan(5_000);
    expect(judged.done).toBeGreaterThan(10);
  }, 600_000);
});
