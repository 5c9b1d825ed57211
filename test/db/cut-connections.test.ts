import { connect as dial, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres, { type Sql } from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect } from '../../db/connect.ts';
import { codeOf, isConnectionLost, isUnavailable } from '../../db/errors.ts';
import { inTransaction } from '../../db/transaction.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { figure } from '../support/figures.ts';
import { type Proxy, startProxy } from '../support/proxy.ts';
import { randomOf, SEED } from '../support/seed.ts';
import { eventually } from '../support/waiting.ts';

let database: TestDatabase;
let proxy: Proxy;
let sql: Sql;
const POOL = 8;
const CUTS = 500;
const random = randomOf(SEED);

beforeAll(async () => {
  database = await createDatabase();
  proxy = await startProxy(database.url);
  sql = connect(proxy.url, POOL);
});
afterAll(async () => {
  await sql.end({ timeout: 1 });
  await proxy.stop();
  await database.drop();
});

const LONG = 'x'.repeat(2_000);

/** What the server does with a connection: alone, in a transaction, by a cursor, with arrays, and with more than one write. */
const kinds: (() => Promise<unknown>)[] = [
  async () => sql`select ${LONG}::text, ${['one', 'two']}::text[]`,
  async () => sql`select 1`,
  () =>
    inTransaction(sql, async (tx) => {
      await tx`select ${'one'}::text`;
      await sleep(random() * 5);
      await Promise.all([tx`select ${'two'}::text`, tx`select ${LONG}::text`]);
      await tx`select pg_sleep(0.002)`;
    }),
  // The driver's own way, which sends a rollback after the cut.
  () =>
    sql.begin(async (tx) => {
      await tx`select ${'one'}::text`;
      await sleep(random() * 5);
      await tx`select ${'two'}::text, pg_sleep(0.002)`;
    }),
  () =>
    inTransaction(sql, async (tx) => {
      for await (const rows of tx`select n, ${LONG}::text from generate_series(1, 40) n`.cursor(8)) {
        expect(rows.length).toBeLessThanOrEqual(8);
        await sleep(random() * 3);
      }
    }),
];

interface Tally {
  done: number;
  lost: number;
  unexpected: string[];
  slowest: number;
}

/** Works until the signal, one kind after the other, and counts how it went. */
async function work(tally: Tally, first: number, signal: AbortSignal): Promise<void> {
  for (let round = first; !signal.aborted; round += 1) {
    const began = performance.now();
    await kinds[round % kinds.length]!().then(
      () => (tally.done += 1),
      (error: unknown) => {
        if (isConnectionLost(error) || isUnavailable(error)) tally.lost += 1;
        else tally.unexpected.push(`${codeOf(error)} ${String(error)}`);
      },
    );
    tally.slowest = Math.max(tally.slowest, performance.now() - began);
  }
}

async function cutConnections(): Promise<void> {
  for (let cuts = 0; cuts < CUTS; ) {
    if (proxy.cut(cuts * 7, cuts % 2 === 0 ? 'reset' : 'close') > 0) cuts += 1;
    await sleep(random() * 16);
  }
}

/** What nobody could catch while this ran, and what would have ended the server. */
async function escapedFrom(run: () => Promise<void>): Promise<unknown[]> {
  const escaped: unknown[] = [];
  const note = (error: unknown) => escaped.push(error);
  process.on('uncaughtException', note).on('unhandledRejection', note);
  await run();
  process.off('uncaughtException', note).off('unhandledRejection', note);
  return escaped;
}

const everyConnectionWorks = () =>
  eventually(async () => {
    const asking = Array.from({ length: POOL }, () => sql`select pg_sleep(0.1), pg_backend_pid() as pid`);
    const pids = (await Promise.all(asking)).map(([row]) => String(row?.pid));
    expect(new Set(pids).size).toBe(POOL);
  });

it(`survives ${CUTS} cuts at any moment: nothing escapes, nothing hangs, every connection works again`, async () => {
  const tally: Tally = { done: 0, lost: 0, unexpected: [], slowest: 0 };
  const over = new AbortController();
  const escaped = await escapedFrom(async () => {
    const lanes = Array.from({ length: 12 }, (_, n) => work(tally, n, over.signal));
    await cutConnections();
    over.abort();
    await Promise.all(lanes);
    await everyConnectionWorks();
  });
  const { done, lost, unexpected, slowest } = tally;
  figure({
    what: 'connections of the driver cut in the middle of its work',
    rounds: CUTS,
    result: {
      escaped: escaped.length,
      unexpected: unexpected.length,
      'told as lost': lost,
      done,
      'slowest ms': Math.round(slowest),
    },
    bound: '0 escaped, 0 unexpected, slowest under 10,000 ms',
    seed: SEED,
  });
  expect({ escaped, unexpected }).toEqual({ escaped: [], unexpected: [] });
  expect(done).toBeGreaterThan(0);
  expect(lost).toBeGreaterThan(0);
  expect(slowest).toBeLessThan(10_000);
});

it('greets the database again where a connection broke with a statement still unsent', async () => {
  const sockets: Socket[] = [];
  const { hostname, port } = new URL(database.url);
  // The driver takes a socket of ours, though its types do not say so.
  const options: object = {
    max: 1,
    socket: () => {
      const socket = dial(Number(port), hostname);
      sockets.push(socket);
      return new Promise((done) => {
        socket.once('connect', () => done(socket));
      });
    },
  };
  const one = postgres(database.url, options);
  await one`select 1`;
  const unsent = one`select 2`.execute();
  // As where several connections break in one moment, and the first one's work goes to the second.
  await Promise.resolve().then(() => sockets[0]?.emit('close', false));
  sockets[0]?.destroy();
  await expect(unsent).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  expect([...(await one`select 3 as three`)]).toEqual([{ three: 3 }]);
  await one.end();
});

it.each([
  ['its greeting', 'client_encoding', 'close'],
  ['its greeting', 'client_encoding', 'reset'],
  ['the driver’s own first statement', 'pg_catalog.pg_type', 'close'],
  ['the driver’s own first statement', 'pg_catalog.pg_type', 'reset'],
] as const)(
  'a connection that gets no further than %s is one failure (%s, %s)',
  async (_, words, how) => {
    proxy.cutAt(words, how);
    const one = connect(proxy.url, 1);
    const escaped = await escapedFrom(async () => {
      const asked = await Promise.allSettled([one`select 1`, one`select 2`]);
      expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      await sleep(10);
    });
    expect(escaped).toEqual([]);
    proxy.speak();
    expect([...(await one`select 3 as three`)]).toEqual([{ three: 3 }]);
    await one.end();
  },
  20_000,
);
