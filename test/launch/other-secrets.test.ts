import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../../db/free-port.ts';
import { startServer } from '../../launch/server.ts';
import { verifySecrets } from '../../server/runtime/fingerprints.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { optionsOf, ready } from '../support/product.ts';
import { SECRETS } from '../support/template.ts';

/* Whether the server itself looks at its secrets before it serves anybody. */

let database: TestDatabase;
let web: string;
beforeAll(async () => {
  database = await createDatabase();
  await verifySecrets(database.pools.app, SECRETS);
  web = await mkdtemp(join(tmpdir(), 'lethe-no-pages-'));
});
afterAll(async () => {
  await database.drop();
  await rm(web, { recursive: true });
});

async function starts(environment: Record<string, string>): Promise<string> {
  const port = String(await freePort());
  const options = optionsOf('deno', {
    PORT: port,
    DATABASE_URL: database.url,
    LETHE_DEMO: '0',
    ...environment,
  });
  const server = startServer({ ...options, web });
  const became = await ready(server, `http://127.0.0.1:${port}`).then(
    () => 'serves',
    (error: Error) => error.message,
  );
  server.end();
  await server.exited;
  return became;
}

it('a server serves with the secrets that its database was set up with', async () => {
  expect(await starts({})).toBe('serves');
});

it.each(['LETHE_SECRET', 'LETHE_BLACKLIST_KEY'])(
  'a server with another %s ends before it serves',
  async (name) => {
    expect(await starts({ [name]: 'another one for tests, long enough as well' })).toBe('ended with 1');
  },
);
