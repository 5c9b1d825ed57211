import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../db/free-port.ts';
import { startServer } from '../../launch/server.ts';
import { testBuild } from '../support/build.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { optionsOf, ready } from '../support/product.ts';
import { startProxy } from '../support/proxy.ts';

/* Whatever runtime serves, it has the mended driver. */

let database: TestDatabase;
beforeAll(async () => {
  await testBuild();
  database = await createDatabase();
});
afterAll(() => database.drop());

test.each(['deno', 'node'] as const)(
  'under %s the server outlives connections that break at their first statement, the driver’s own',
  async (runtime) => {
    /* oxlint-disable no-await-in-loop -- each call opens a connection of its own */
    const proxy = await startProxy(database.url);
    const port = String(await freePort());
    const url = `http://127.0.0.1:${port}`;
    const server = startServer(optionsOf(runtime, { DATABASE_URL: proxy.url, PORT: port, LETHE_DEMO: '0' }));
    await ready(server, url);
    for (const how of ['reset', 'close'] as const) {
      proxy.cutAt('pg_catalog.pg_type', how);
      proxy.down();
      await proxy.up();
      for (let calls = 0; calls < 3; calls += 1) expect((await fetch(`${url}/health`)).status).toBe(503);
    }
    proxy.speak();
    await expect.poll(async () => (await fetch(`${url}/health`)).status).toBe(200);
    server.end();
    expect(await server.exited).toBe(0);
    await proxy.stop();
  },
);
