import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTransaction } from '../../db/transaction.ts';
import { joinHandedInCustomer } from '../../server/accounts/handed-in.ts';
import { signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import { person, upsertWith } from '../support/intake.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { registerSystem, type System } from '../support/systems.ts';

/* How long others wait beside a system that hands in a thousand rows at a time. */

const ROWS = 1_000;
const PEOPLE_AT_AN_ADDRESS = 100;
const ASKED = 10;

let server: TestServer;
let billing: System;
let shop: System;
beforeAll(async () => {
  server = await startServer();
  const { client } = await signedInAdmin(server);
  billing = await registerSystem(server, client, 'Billing');
  shop = await registerSystem(server, client, 'Shop');
});
afterAll(() => server.stop());

const newPeople = () => Array.from({ length: ROWS }, () => person());
/** A thousand addresses of a hundred people each, without birth dates: each row is somebody of their own. */
const atCompanies = () =>
  Array.from({ length: ROWS }, (_, n) => person({ email: `info-${n}@lethe.example` }));

async function fillCompanies(): Promise<void> {
  await server.database.pools.exports.begin(
    'read write',
    (sql) => sql`
    insert into lethe.customers (name, email)
    select 'Employee ' || n || ' ' || chr(97 + n % 26), 'info-' || n % ${ROWS} || '@lethe.example'
    from generate_series(1, ${ROWS * PEOPLE_AT_AN_ADDRESS}) n`,
  );
}

/** Milliseconds of each call, in order of size. */
async function timesOf(work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < ASKED; n += 1) {
    const before = performance.now();
    await work().catch((error: Error) => process.stdout.write(`failed: ${error.message}\n`));
    times.push(performance.now() - before);
  }
  return times.toSorted((a, b) => a - b);
}
const shown = (times: number[]) =>
  `median ${Math.round(times[ASKED / 2]!)} ms, 95 of 100 within ${Math.round(times[Math.floor(ASKED * 0.95)]!)} ms`;

async function beside(what: string, rowsOf: () => object[]): Promise<number[]> {
  const { client: _, ...account } = await signedInCustomer(server);
  const sql = server.database.pools.app;
  const until = new AbortController();
  let batches = 0;
  const batch = (async () => {
    while (!until.signal.aborted) {
      await upsertWith(billing, rowsOf());
      batches += 1;
    }
  })();
  const start = performance.now();
  const oneRow = await timesOf(() => upsertWith(shop, [person()]));
  const confirmed = await timesOf(() => inTransaction(sql, (tx) => joinHandedInCustomer(tx, account)));
  until.abort();
  const took = performance.now() - start;
  await batch;
  process.stdout.write(
    `${what} (${batches} batches, ${Math.round(took / Math.max(batches, 1))} ms each): one row ${shown(oneRow)}; confirmation ${shown(confirmed)}\n`,
  );
  return oneRow;
}

test('who hands in one row hardly waits for somebody else’s thousand', { timeout: 300_000 }, async () => {
  const alone = await timesOf(() => upsertWith(shop, [person()]));
  process.stdout.write(`alone: one row ${shown(alone)}\n`);
  await beside('beside new people', newPeople);
  await fillCompanies();
  await beside('beside people at 1,000 addresses of 100', atCompanies);
  expect(alone).toHaveLength(ASKED);
});
