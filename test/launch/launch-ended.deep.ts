import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { createDatabase } from '../support/database.ts';
import { end, refusal, test } from '../support/launcher.ts';
import { untilSomebodyWaits } from '../support/waiting.ts';

/* Starts that are ended half-way, and two at once. */

describe('the start', { timeout: 90_000 }, () => {
  test('ends cleanly on Ctrl-C while it fills a new database, and the next start finds or makes a whole demo', async ({
    start,
  }) => {
    const database = await createDatabase();
    const { app } = database.pools;
    const people = () => app`select from lethe.users`;
    let child: ChildProcess | undefined;
    let code: number | null | undefined;
    await app.begin(async (tx) => {
      // The last table that is filled.
      await tx`lock table lethe.erasure_notices in share mode`;
      child = start.launch({ DATABASE_URL: database.url, LETHE_DEMO: '1' }, { detached: true });
      await untilSomebodyWaits(app);
      // A terminal sends it to all at once.
      process.kill(-child.pid!, 'SIGINT');
      [code] = (await once(child, 'exit')) as [number | null];
    });
    expect([code, await people()]).toEqual([0, []]);
    const again = start.launch({ DATABASE_URL: database.url, LETHE_DEMO: '1' });
    await start.until(true);
    expect((await app`select from lethe.erasure_notices`).length).toBeGreaterThan(0);
    await end(again, 'SIGINT');
    await database.drop();
  });

  test('interrupted while it makes its data folder, the next start makes it', async ({ start }) => {
    const child = start.launch();
    const half = async () => (await readdir(start.data)).some((name) => name.startsWith('postgres.new'));
    while (!(await half())) await sleep(5);
    await sleep(100);
    await end(child, 'SIGKILL');
    start.launch();
    await start.until(true);
    expect(await half()).toBe(false);
  });

  test('of two starts at once on a new folder one takes it', async ({ start }) => {
    const both = [start.launch(), start.launch({ PORT: String(start.port + 200) })];
    const refused = await Promise.any(both.map(refusal));
    expect(refused).toMatch(/is in use by another start \(process \d+\)$/);
    expect(both.filter(({ exitCode }) => exitCode === null)).toHaveLength(1);
  });
});
