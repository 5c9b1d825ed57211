import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCustomer, signIn } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { createExports } from '../support/export.ts';

const MEGABYTE = 1024 * 1024;
const LINES = 100_000;

/** Garbage is not memory in use, so it is collected before each look. */
setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');
const inUse = () => {
  collect();
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
};

let database: TestDatabase;
let token: string;

beforeAll(async () => {
  database = await createDatabase();
  const sql = database.pools.app;
  await sql`update lethe.settings set enabled = true`;
  const customerId = await addCustomer(sql);
  token = await signIn(sql, customerId);
  await sql.begin(async (tx) => {
    // A lock a row for the guard would take longer than the test.
    await tx`select set_config('lethe.guard', 'off', true), set_config('statement_timeout', '0', true)`;
    await tx`
    insert into lethe.invoices (customer_id, number, status, currency, total, billed_to, issued_on, due_on)
    select ${customerId}, n, 'paid', 'EUR', 1, 'Ada', '2024-01-01', '2024-01-01' from generate_series(1, 1000) n`;
    await tx`
    insert into lethe.invoice_lines (customer_id, invoice_id, position, description, quantity, unit_price, amount)
    select customer_id, id, n, repeat('a padded line ', 20), 1, 1, 1
    from lethe.invoices, generate_series(1, ${LINES / 1000}::int) n`;
  });
});
afterAll(() => database.drop());

test('a download of 100,000 invoice lines holds a few batches in memory, never the file', async () => {
  const before = inUse();
  let peak = 0;
  let bytes = 0;
  let lines = 0;
  let pieces = 0;
  const decoder = new TextDecoder();
  const reader = (await createExports(database).download(token)).body!.getReader();
  for (;;) {
    const { value: piece, done } = await reader.read();
    if (done) break;
    bytes += piece.length;
    lines += decoder.decode(piece, { stream: true }).split('<invoiceLine>').length - 1;
    if (pieces++ % 50 === 0) peak = Math.max(peak, inUse() - before);
  }
  expect(lines).toBe(LINES);
  expect(bytes).toBeGreaterThan(35 * MEGABYTE);
  expect(peak).toBeLessThan(16 * MEGABYTE);
}, 120_000);
