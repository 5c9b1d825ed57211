import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import { freePort } from '../../db/free-port.ts';
import type { Child } from '../../launch/child.ts';
import { startMigration } from '../../launch/migration.ts';
import { supervise } from '../../launch/supervise.ts';
import { testBuild } from '../support/build.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';
import { optionsOf, ready } from '../support/product.ts';

let database: TestDatabase;
let server: Child;
let url: string;
beforeEach(async () => {
  database = await createEmptyDatabase();
});
afterEach(async () => {
  server.end();
  await server.exited;
  await database.drop();
});

async function start(settledMs: number): Promise<void> {
  const port = String(await freePort());
  url = `http://127.0.0.1:${port}`;
  await testBuild();
  const options = optionsOf('node', { PORT: port, DATABASE_URL: database.url, LETHE_DEMO: '0' });
  expect(await startMigration(options).exited).toBe(0);
  server = supervise(options, settledMs);
  await ready(server, url);
}

test('a server that worked and was ended by an accident is started again, until it is asked to end', async () => {
  await start(0);
  const { pid } = server;
  process.kill(pid!, 'SIGKILL');
  await expect.poll(() => server.pid).not.toBe(pid);
  await ready(server, url);
  server.end();
  expect(await server.exited).toBe(0);
});

test('a server whose database is gone for a while is started again until it is back', async () => {
  await start(1_500);
  await new Promise((done) => setTimeout(done, 1_600));
  const admin = connect(inject('postgresUrl'), 1);
  const name = admin(new URL(database.url).pathname.slice(1));
  await admin`alter database ${name} allow_connections false`;
  const pids = new Set([server.pid]);
  process.kill(server.pid!, 'SIGKILL');
  // The one that was started at once finds nothing to connect to, and the one after it neither.
  await expect.poll(() => pids.add(server.pid).size, { timeout: 20_000 }).toBe(3);
  await admin`alter database ${name} allow_connections true`;
  await admin.end();
  await ready(server, url);
  server.end();
  expect(await server.exited).toBe(0);
}, 60_000);

test('a server that ends as soon as it was started is left alone', async () => {
  await start(60_000);
  process.kill(server.pid!, 'SIGKILL');
  expect(await server.exited).toBe(1);
});
