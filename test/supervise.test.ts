import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Server } from '../launch/server.ts';
import { supervise } from '../launch/supervise.ts';
import { createEmptyDatabase, type TestDatabase } from './support/database.ts';
import { freePort, optionsOf, ready } from './support/product.ts';

let database: TestDatabase;
let server: Server;
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
  server = supervise(
    optionsOf('node', { PORT: port, DATABASE_URL: database.url, LETHE_DEMO: '0' }),
    settledMs,
  );
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

test('a server that ends as soon as it was started is left alone', async () => {
  await start(60_000);
  process.kill(server.pid!, 'SIGKILL');
  expect(await server.exited).toBe(1);
});
