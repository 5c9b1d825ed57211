import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TEST_BUILD } from '../support/build.ts';
import { createClient } from '../support/client.ts';
import { childrenOf, startOf } from '../support/processes.ts';
import { startProduct } from '../support/product.ts';

describe.each(['deno', 'node'] as const)('under %s', (runtime) => {
  test('the server starts on an empty database, serves its pages and fills the demo', async () => {
    const product = await startProduct(runtime);
    try {
      // The driver of the database is mended there: as released, it ends the server where a connection breaks.
      const started = childrenOf(process.pid).map((pid) => startOf(pid).split('\n'));
      const server = started.find((words) => words.includes(`PORT=${new URL(product.url).port}`));
      expect(server, 'the server runs what was built').toContain(resolve(TEST_BUILD, 'main.js'));
      const page = await createClient(product.url).fetch('/');
      expect(await page.text()).toContain('<div id="root">');
      const document = await createClient(product.url).fetch('/openapi.json');
      expect(await document.json()).toMatchObject({ openapi: '3.1.0' });
      const [{ people }] = await product.database.pools.app<[{ people: number }]>`
        select count(*)::int as people from lethe.customers`;
      expect(people).toBeGreaterThan(30);
      // In the bundle too, better-auth shares its zod with us: its own pattern refuses this address.
      const signUp = { name: 'Nora', email: 'r&d=1@müller.example', password: 'a quite different one' };
      expect((await createClient(product.url).post('/api/auth/sign-up/email', signUp)).status).toBe(200);
    } finally {
      await product.stop();
    }
  });

  test('a server with another secret than its database refuses to start', async () => {
    const first = await startProduct(runtime);
    try {
      const other = {
        DATABASE_URL: first.database.url,
        LETHE_SECRET: 'another secret, which is long enough too',
      };
      await expect(startProduct(runtime, other)).rejects.toThrow('ended with 1');
    } finally {
      await first.stop();
    }
  });
});
