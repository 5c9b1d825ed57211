import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCustomer, signIn } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { addInvoices, createExports } from '../support/export.ts';

const MEGABYTE = 1024 * 1024;
/** Ten times the rows hold at most this many times the memory. It was 0.8 to 1.9; a file that is kept makes it 10. */
const RATIO = 3;
/** As many for a small download as for a large one: more looks would find a higher peak by themselves. */
const LOOKS = 20;
/** As the file has them, at least. */
const BYTES_A_LINE = 480;

/** Garbage is not memory in use, so it is collected before each look. */
setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');
const inUse = () => {
  collect();
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
};

let database: TestDatabase;
let download: ReturnType<typeof createExports>['download'];
beforeAll(async () => {
  database = await createDatabase();
  ({ download } = createExports(database));
  await database.pools.app`update lethe.settings set enabled = true`;
});
afterAll(() => database.drop());

/** A customer with so many invoice lines, a hundred to an invoice; answers their session. */
async function customerWith(lines: number): Promise<string> {
  const sql = database.pools.app;
  const customerId = await addCustomer(sql);
  await addInvoices(sql, customerId, lines / 100, 100);
  return signIn(sql, customerId);
}

/** One download: the most that it held above what was in use before, its size, and its speed without the looks. */
async function measure(token: string, lines: number) {
  const before = inUse();
  let [peak, bytes, looks, looking] = [0, 0, 0, 0];
  const startedAt = performance.now();
  const reader = (await download(token)).body!.getReader();
  for (;;) {
    const { value: piece, done } = await reader.read();
    if (done) break;
    bytes += piece.length;
    if (bytes < ((looks + 1) * lines * BYTES_A_LINE) / LOOKS) continue;
    const lookAt = performance.now();
    peak = Math.max(peak, inUse() - before);
    looks += 1;
    looking += performance.now() - lookAt;
  }
  const seconds = (performance.now() - startedAt - looking) / 1000;
  return { peak: peak / MEGABYTE, megabytes: bytes / MEGABYTE, speed: bytes / MEGABYTE / seconds };
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

async function medianOf(runs: number, lines: number): Promise<number> {
  const token = await customerWith(lines);
  const found: Awaited<ReturnType<typeof measure>>[] = [];
  for (let run = 0; run < runs; run++) found.push(await measure(token, lines));
  const [peak, megabytes, speed] = (['peak', 'megabytes', 'speed'] as const).map((what) =>
    median(found.map((run) => run[what])).toFixed(1),
  );
  expect(Number(megabytes) * MEGABYTE).toBeGreaterThan(lines * BYTES_A_LINE);
  // oxlint-disable-next-line no-console -- a bench says what it measured
  console.log(`${lines} lines: ${megabytes} MB at ${speed} MB/s, peak ${peak} MB`);
  return Number(peak);
}

test('ten times the lines take no more memory: a download is a few batches, never the file', async () => {
  await medianOf(1, 1_000); // code is compiled and connections are open before anything counts
  const small = await medianOf(3, 10_000);
  const large = await medianOf(1, 100_000);
  expect(large).toBeLessThanOrEqual(RATIO * small);
}, 600_000);
