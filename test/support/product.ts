import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../db/free-port.ts';
import type { Child, Runtime } from '../../launch/child.ts';
import { startMigration } from '../../launch/migration.ts';
import { type ServerOptions, startServer as spawnServer } from '../../launch/server.ts';
import { TEST_BUILD, testBuild } from './build.ts';
import { createEmptyDatabase, type TestDatabase } from './database.ts';
import { SECRETS } from './template.ts';

export const SECRET = SECRETS.secret;

export interface Product {
  url: string;
  database: TestDatabase;
  /** Ends it as a power cut would; nothing is cleared away. */
  kill(): Promise<void>;
  /** Settles when its process has ended, for whatever reason. */
  exited(): Promise<unknown>;
  /** Starts it again, at the same address and on the same database. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The product as people start it, in a process of its own under Deno's permissions or Node, filled with the demo: by itself, from an empty
 * database, unless one is given that is filled already.
 */
export async function startProduct(
  runtime: Runtime,
  environment: Record<string, string> = {},
  filled?: TestDatabase,
): Promise<Product> {
  await testBuild();
  const database = filled ?? (await createEmptyDatabase());
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const options = optionsOf(runtime, { PORT: port, DATABASE_URL: database.url, ...environment });
  const start = () => spawnServer(options);
  if (!filled && (await startMigration(options).exited) !== 0) {
    await database.drop();
    throw new Error(`The migration under ${runtime} failed`);
  }
  let server = start();
  const product: Product = {
    url,
    database,
    async kill() {
      server.end('SIGKILL');
      await server.exited;
    },
    exited: () => server.exited,
    async restart() {
      server = start();
      await ready(server, url);
    },
    async stop() {
      server.end();
      await server.exited;
      await database.drop();
    },
  };
  try {
    await ready(server, url);
    return product;
  } catch (error) {
    await product.stop();
    throw new Error(`The server under ${runtime} ${String(error)}`, { cause: error });
  }
}

/** What the launcher is told of a product under test, once `testBuild` has built it. */
export const optionsOf = (runtime: Runtime, environment: Record<string, string>): ServerOptions => ({
  runtime,
  root: resolve('.'),
  build: resolve(TEST_BUILD),
  web: resolve(TEST_BUILD, 'web'),
  output: 'ignore',
  environment: {
    PATH: process.env.PATH,
    HOST: '127.0.0.1',
    LETHE_DEMO: '1',
    LETHE_SECRET: SECRET,
    LETHE_BLACKLIST_KEY: SECRETS.blacklistKey,
    ...environment,
  },
});

export async function ready(server: Child, url: string): Promise<void> {
  const early = server.exited.then((code) => `ended with ${code}`);
  const failure = await Promise.race([early, answers(`${url}/health`)]);
  if (failure !== undefined) throw new Error(failure);
}

async function answers(url: string): Promise<string | undefined> {
  for (let waited = 0; waited < 60_000; waited += 100) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return undefined;
    await sleep(100);
  }
  return 'did not answer within a minute';
}
