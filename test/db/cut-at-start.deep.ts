import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { freePort } from '../../db/free-port.ts';
import { startServer } from '../../launch/server.ts';
import { testBuild } from '../support/build.ts';
import { createDatabase } from '../support/database.ts';
import { optionsOf, ready } from '../support/product.ts';
import { startProxy } from '../support/proxy.ts';

const STARTS = 50;
/** By then every pool has its connections, and the first turns of the workers are over. */
const LATEST_CUT_MS = 300;

test.each(['deno', 'node'] as const)(
  `under %s ${STARTS} servers survive that the database is away for a moment just after their start`,
  async (runtime) => {
    /* oxlint-disable no-await-in-loop -- one server at a time */
    await testBuild();
    const database = await createDatabase();
    const ended: number[] = [];
    for (let n = 0; n < STARTS; n += 1) {
      const proxy = await startProxy(database.url);
      const port = String(await freePort());
      const url = `http://127.0.0.1:${port}`;
      const server = startServer(
        optionsOf(runtime, { DATABASE_URL: proxy.url, PORT: port, LETHE_DEMO: '0' }),
      );
      await ready(server, url);
      const after = (n * LATEST_CUT_MS) / STARTS;
      await sleep(after);
      proxy.down();
      await proxy.up();
      await sleep(500);
      if (await Promise.race([server.exited.then(() => true), sleep(0, false)])) ended.push(after);
      else await ready(server, url);
      server.end();
      await server.exited;
      await proxy.stop();
    }
    await database.drop();
    process.stdout.write(`cuts at start, ${runtime}: ${JSON.stringify({ starts: STARTS, ended })}\n`);
    expect(ended).toEqual([]);
  },
  30 * 60_000,
);
