import { join, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ViteDevServer } from 'vite';
import { startEmbedded } from '../db/embedded.ts';
import { makeRoles } from '../db/roles.ts';
import type { Child, ChildOptions } from './child.ts';
import { dataFolder } from './data.ts';
import { startMigration } from './migration.ts';
import { endWithNpm } from './parents.ts';
import { freePort } from './port.ts';
import { secretIn } from './secrets.ts';
import { startServer } from './server.ts';

export { servePages } from './pages.ts';
export { freePort };

/** What the server is made of: a change in one of them starts it again. */
const SOURCES = ['db', 'server'];
/** Editors write a file in several steps. */
const SETTLE_MS = 50;

export interface DevelopOptions {
  root: string;
  /** Where the pages are asked for: Vite's address, as people and letters name it. */
  url: string;
  /** Where the server listens behind it. */
  port: string;
  /** Their watcher sees the server's sources too. */
  pages: ViteDevServer;
  signal: AbortSignal;
}

/**
 * The database of development, beside the one of `npm start`, and the server on its TypeScript: migrated and started again with
 * each change, until the signal. A server that cannot start says why, and the next change tries again.
 */
export async function develop({ root, url, port, pages, signal }: DevelopOptions): Promise<void> {
  const data = await dataFolder(root, process.env.LETHE_DATA || 'data-dev');
  const postgres = await startEmbedded(data);
  const stopWatching = endWithNpm(() => process.kill(process.pid, 'SIGTERM'));
  try {
    const roles = await makeRoles(postgres.url);
    process.stdout.write(`Database: ${roles.owner}\n`);
    await serveUntil(signal, pages, {
      runtime: 'deno',
      root,
      build: root,
      environment: {
        ...process.env,
        HOST: '127.0.0.1',
        PORT: port,
        LETHE_URL: url,
        LETHE_DEMO: process.env.LETHE_DEMO || '1',
        LETHE_SECRET: await secretIn(data, 'secret'),
        LETHE_BLACKLIST_KEY: await secretIn(data, 'blacklist-key'),
        DATABASE_URL: roles.server,
        LETHE_MIGRATION_URL: roles.owner,
      },
    });
  } finally {
    await postgres.stop();
    stopWatching();
  }
}

async function serveUntil(signal: AbortSignal, pages: ViteDevServer, options: ChildOptions): Promise<void> {
  const changes = watchSources(options.root, pages, signal);
  while (!signal.aborted) {
    const changed = changes();
    const child = await startedServer(options, signal);
    await changed;
    child?.end('SIGKILL');
    await child?.exited;
  }
}

/** Nothing where the database could not be migrated: the migrating process has said why. */
async function startedServer(options: ChildOptions, signal: AbortSignal): Promise<Child | undefined> {
  if ((await startMigration(options).exited) !== 0 || signal.aborted) return undefined;
  return startServer({ ...options, web: join(options.root, 'web/public') });
}

/**
 * Answers what waits for the next change of a source, or for the signal. The watcher is Vite's: Node's own loses files that an editor
 * replaces by renaming another.
 */
function watchSources(root: string, pages: ViteDevServer, signal: AbortSignal): () => Promise<void> {
  const folders = SOURCES.map((source) => join(root, source));
  let tell: (() => void) | undefined;
  pages.watcher.add(folders).on('all', (_, path) => {
    if (folders.some((folder) => path.startsWith(folder + sep))) tell?.();
  });
  signal.addEventListener('abort', () => tell?.());
  return async () => {
    await new Promise<void>((done) => {
      tell = done;
    });
    await sleep(SETTLE_MS);
  };
}
