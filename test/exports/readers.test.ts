import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { PIECE_BYTES, STALLED_MS } from '../../server/exports/rules.ts';
import { createPaceKeeper, MINIMUM_PACE } from '../../server/exports/stream.ts';
import { addCustomer, signIn } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { addInvoices, createExports, endOfLastDownload, readSlowly } from '../support/export.ts';
import { eventually } from '../support/waiting.ts';

/** Half a megabyte a second, looked at each second: tests are less patient than the product. */
const PACE = { bytesPerSecond: 512 * 1024, windowMs: 1_000 };

describe('a reader of a download', () => {
  let database: TestDatabase;
  let server: Awaited<ReturnType<ReturnType<typeof createExports>['listen']>>;
  const printed = vi.spyOn(console, 'error');
  /** Without a summary of refusals that an earlier file of this worker caused: it may come at any moment. */
  const ownLines = () =>
    printed.mock.calls
      .map(([line]) => String(line))
      .filter((line) => !line.includes('"event":"refused_more"'));

  beforeAll(async () => {
    database = await createDatabase();
    server = await createExports(database, { pace: PACE }).listen();
    await database.pools.app`update lethe.settings set enabled = true`;
  });
  afterAll(async () => {
    await server.stop();
    await database.drop();
    printed.mockRestore();
  });

  /** Some 30 MB to read: more than the sockets between a server and its reader ever hold. */
  async function bigCustomer() {
    const customerId = await addCustomer(database.pools.app);
    await addInvoices(database.pools.app, customerId, 1, 60_000);
    return { customerId, token: await signIn(database.pools.app, customerId) };
  }
  const ended = async () => {
    const rows = await database.pools.app`select from lethe.exports where outcome = 'aborted'`;
    return rows.length;
  };

  test('who is slower than the pace is cut off, four of them too; then others download again, and nothing was printed', async () => {
    const [slow, other] = [await bigCustomer(), await bigCustomer()];
    const asked = [slow, slow, other, other].map(({ token }) => server.ask(token));
    const files = await Promise.all(asked);
    expect(files.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
    const neighbor = await bigCustomer();
    const refused = await server.ask(neighbor.token);
    expect(refused.statusCode).toBe(503);
    refused.resume();
    let isEnough = false;
    // Slower than the pace, and yet so quick that the sockets ask for more: they do once megabytes of them are empty.
    const reading = files.map((file) => readSlowly(file, 48 * 1024, 150, () => isEnough));
    // Megabytes lie in the sockets first, and a busy machine fills them slowly.
    await eventually(async () => expect(await ended()).toBe(4), 80_000);
    isEnough = true;
    await Promise.all(reading);
    // What lay in the sockets still comes.
    await Promise.all(files.map((file) => readSlowly(file, 1024 * 1024, 1)));
    expect(files.map(({ complete }) => complete)).toEqual([false, false, false, false]);
    const file = await server.ask(neighbor.token);
    expect(await readSlowly(file, 1024 * 1024, 1)).toBeGreaterThan(14_000_000);
    expect(await endOfLastDownload(database.pools.app)).toMatchObject({ outcome: 'complete' });
    expect(ownLines()).toEqual([]);
  }, 150_000);

  test('who is slow is offered no more at once than the pace leaves time for', async () => {
    const { token } = await bigCustomer();
    const { body } = await createExports(database).download(token);
    let longest = 0;
    for await (const piece of body!) longest = Math.max(longest, piece.length);
    expect(longest).toBe(PIECE_BYTES);
  });

  test('who pauses for a moment and is quick otherwise gets the whole file', async () => {
    const { token } = await bigCustomer();
    const file = await server.ask(token);
    await new Promise((later) => setTimeout(later, PACE.windowMs * 0.6));
    expect(await readSlowly(file, 1024 * 1024, 1)).toBeGreaterThan(14_000_000);
    expect(await endOfLastDownload(database.pools.app)).toMatchObject({ outcome: 'complete' });
  });

  test('whom a decision closes is cut off with half a file, and no stack is printed', async () => {
    const { token, customerId } = await bigCustomer();
    const file = await server.ask(token);
    await database.pools.app`update lethe.customers set state = 'blocked' where id = ${customerId}`;
    const taken = await readSlowly(file, 1024 * 1024, 1);
    expect([file.complete, taken < 14_000_000]).toEqual([false, true]);
    expect(await endOfLastDownload(database.pools.app)).toMatchObject({ outcome: 'aborted' });
    expect(ownLines()).toEqual([]);
  });

  test('who stands still is cut off as well, and no stack is printed', async () => {
    const impatient = await createExports(database, { stalledMs: 200 }).listen();
    const { token } = await bigCustomer();
    const file = await impatient.ask(token);
    expect(await endOfLastDownload(database.pools.app)).toMatchObject({ outcome: 'aborted' });
    await readSlowly(file, 1024 * 1024, 1);
    expect(file.complete).toBe(false);
    expect(ownLines()).toEqual([]);
    await impatient.stop();
  });
});

describe('the pace', () => {
  const steps = fc.array(
    fc.tuple(fc.integer({ min: 0, max: PIECE_BYTES }), fc.integer({ min: 0, max: STALLED_MS })),
    {
      maxLength: 200,
    },
  );

  test('never ends a reader who keeps it, however their pieces and pauses fall', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const isTooSlow = createPaceKeeper(MINIMUM_PACE);
        for (const [bytes, ms] of all) {
          const kept = bytes + (MINIMUM_PACE.bytesPerSecond * ms) / 1_000;
          expect(isTooSlow(kept, ms)).toBe(false);
        }
      }),
      { numRuns: 10_000 },
    );
  });

  test('ends whoever does not keep it within two windows, and leaves a piece the time it needs at that pace', () => {
    const isTooSlow = createPaceKeeper(MINIMUM_PACE);
    const step = STALLED_MS / 2;
    let passed = 0;
    do passed += step;
    while (!isTooSlow((MINIMUM_PACE.bytesPerSecond * step * 0.9) / 1_000, step));
    expect(passed).toBeLessThanOrEqual(2 * MINIMUM_PACE.windowMs);
    expect((PIECE_BYTES / MINIMUM_PACE.bytesPerSecond) * 1_000).toBeLessThan(STALLED_MS);
  });
});
