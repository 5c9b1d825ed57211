import { readdir, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ViteDevServer } from 'vite';
import { connect } from '../db/connect.ts';
import { startEmbedded } from '../db/embedded.ts';
import { StartRefused } from '../db/errors.ts';
import { freePort } from '../db/free-port.ts';
import { explainUnknownMigrations, MIGRATIONS } from '../db/migrate.ts';
import { makeRoles } from '../db/roles.ts';
import type { Child, ChildOptions } from './child.ts';
import { dataFolder } from './data.ts';
import { startMigration } from './migration.ts';
import { endWithNpm } from './parents.ts';
import { refuseTakenPort } from './port.ts';
import { secretIn } from './secrets.ts';
import { startServer } from './server.ts';
import { refuseMisspelt } from './variables.ts';

export { servePages } from './pages.ts';
export { freePort };

/** A change in one of these folders restarts the server. */
const SOURCES = ['db', 'server'];
/** Editors write a file in several steps. */
const SETTLE_MS = 50;

/** The port of the pages. Refuses what `npm start` refuses too: a misspelt variable, and a port that is taken. */
export async function pagesPort(given: NodeJS.ProcessEnv): Promise<number> {
  refuseMisspelt(given);
  const port = given.PORT || '5173';
  await refuseTakenPort('127.0.0.1', port, 'npm run dev');
  return Number(port);
}

export interface DevelopOptions {
  root: string;
  /** Vite's address, which people open and letters name. */
  url: string;
  /** The server's own port behind Vite. */
  port: string;
  /** Vite; its watcher also watches the server's sources. */
  pages: ViteDevServer;
  signal: AbortSignal;
}

/**
 * Starts the development database, apart from the one of `npm start`, and runs the server from its TypeScript. Each change migrates the
 * database and restarts the server, until the signal aborts. A server that cannot start prints why; the next change tries again.
 */
export async function develop({ root, url, port, pages, signal }: DevelopOptions): Promise<void> {
  const data = await dataFolder(root, process.env.LETHE_DATA || 'data-dev');
  await claimForDevelopment(data);
  const postgres = await startEmbedded(data);
  const stopWatching = endWithNpm(() => process.kill(process.pid, 'SIGTERM'));
  try {
    const roles = await makeRoles(postgres.url);
    process.stdout.write(`Database: ${roles.owner}\n`);
    await serveUntil(signal, pages, {
      runtime: 'deno',
      root,
      environment: {
        ...process.env,
        HOST: '127.0.0.1',
        PORT: port,
        LETHE_URL: url,
        LETHE_DEMO: process.env.LETHE_DEMO || '1',
        LETHE_SECRET: await secretIn(data, 'secret'),
        LETHE_BLACKLIST_KEY: await secretIn(data, 'blacklist-key'),
        DATABASE_URL: roles.server,
        // The shell may name a real one.
        LETHE_DIRECT_URL: '',
        LETHE_DATABASE_CA: '',
        LETHE_MIGRATION_URL: roles.owner,
      },
    });
  } finally {
    await postgres.stop();
    stopWatching();
  }
}

/** A folder that development made carries this file. */
const MARK = 'development';

/**
 * Development migrates its database with every change, for good. So it works on a folder of its own: LETHE_DATA of the shell may name the
 * data of `npm start`. Errors: StartRefused.
 */
export async function claimForDevelopment(data: string): Promise<void> {
  const files = await readdir(data);
  if (files.includes(MARK)) return;
  if (files.length > 0)
    throw new StartRefused(
      `LETHE_DATA ${data} is not a folder of npm run dev, which would change its database for good: choose another one`,
    );
  await writeFile(join(data, MARK), 'This folder belongs to npm run dev. Delete it to start again.\n');
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

/** Undefined where the database could not be migrated; why has been printed. */
async function startedServer(options: ChildOptions, signal: AbortSignal): Promise<Child | undefined> {
  const otherBranch = await explainOtherBranch(options.environment.LETHE_MIGRATION_URL!);
  if (otherBranch !== null) {
    process.stderr.write(`lethe: ${otherBranch}\n`);
    return undefined;
  }
  if ((await startMigration(options).exited) !== 0 || signal.aborted) return undefined;
  return startServer({ ...options, web: join(options.root, 'web/public') });
}

/** In production an older server may serve a newer database. In development that is a branch without the columns of the one before. */
async function explainOtherBranch(url: string): Promise<string | null> {
  const sql = connect(url, 1);
  try {
    return await explainUnknownMigrations(sql, MIGRATIONS);
  } finally {
    await sql.end();
  }
}

/**
 * Answers a function that waits for the next change of a source, or for the signal. It uses Vite's watcher, since Node's own loses files
 * that an editor replaces by a rename.
 */
function watchSources(root: string, pages: ViteDevServer, signal: AbortSignal): () => Promise<void> {
  const folders = SOURCES.map((source) => join(root, source));
  let onChange: (() => void) | undefined;
  pages.watcher.add(folders).on('all', (_, path) => {
    if (folders.some((folder) => path.startsWith(folder + sep))) onChange?.();
  });
  signal.addEventListener('abort', () => onChange?.());
  return async () => {
    await new Promise<void>((done) => {
      onChange = done;
    });
    await sleep(SETTLE_MS);
  };
}
