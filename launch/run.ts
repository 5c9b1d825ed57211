import { join, resolve } from 'node:path';
import { type EmbeddedPostgres, startEmbedded } from '../db/embedded.ts';
import { openedBy, parseEnv } from '../server/env.ts';
import { endWithNpm } from './parents.ts';
import { refuseTakenPort } from './port.ts';
import { secretFrom } from './secrets.ts';
import type { Runtime, Server } from './server.ts';
import { supervise } from './supervise.ts';

export interface RunOptions {
  root: string;
  /** The folder of the build. */
  build: string;
  runtime: Runtime;
}

/**
 * Starts the database where none is given, then the server, and stays until one of them ends or a signal comes.
 * Returns the exit code: 1 where the database ended by itself. What it leaves behind when it is killed, the next start clears away.
 */
export async function run({ root, build, runtime }: RunOptions): Promise<number> {
  const given = process.env;
  refuseMalformed(given);
  const host = given.HOST || '127.0.0.1';
  const port = given.PORT || '3000';
  await refuseTakenPort(host, port);
  const data = resolve(root, given.LETHE_DATA || 'data');
  const secrets = {
    LETHE_SECRET: await secretFrom(given.LETHE_SECRET, data, 'secret'),
    LETHE_BLACKLIST_KEY: await secretFrom(given.LETHE_BLACKLIST_KEY, data, 'blacklist-key'),
  };
  const postgres = given.DATABASE_URL ? null : await startEmbedded(data);
  const database = postgres ? { DATABASE_URL: postgres.url, LETHE_DEMO: demoOf(given) } : {};
  const environment = { ...given, HOST: host, PORT: port, ...secrets, ...database };
  return stay(() => supervise({ runtime, root, build, web: join(build, 'web'), environment }), postgres);
}

/** Whatever ends the server, or keeps it from starting, the database is ended after it. */
async function stay(start: () => Server, postgres: EmbeddedPostgres | null): Promise<number> {
  let server: Server | undefined;
  let asked = false;
  let lost = false;
  const end = () => {
    asked = true;
    server?.end();
  };
  const endWithDatabase = () => {
    lost = !asked;
    server?.end();
  };
  const stopListening = onSignal(end);
  const stopWatching = endWithNpm(end);
  try {
    server = start();
    void postgres?.exited.then(endWithDatabase);
    const code = await server.exited;
    if (!lost) return code;
    process.stderr.write(
      'lethe: PostgreSQL ended by itself, and the server with it; postgres.log may say why\n',
    );
    return 1;
  } finally {
    await postgres?.stop();
    stopListening();
    stopWatching();
  }
}

/** Before anything is started: what is made later counts as given. */
function refuseMalformed(given: NodeJS.ProcessEnv): void {
  const made = 'to be made at the first start, by then';
  const later = { DATABASE_URL: 'postgres://embedded', LETHE_SECRET: made, LETHE_BLACKLIST_KEY: made };
  const demo = given.DATABASE_URL ? {} : { LETHE_DEMO: demoOf(given) };
  const known: Record<string, string> = { ...later, ...demo };
  parseEnv((name) => given[name] || known[name]);
}

/** The embedded database begins as a demo, where nobody but this machine can reach it. */
function demoOf(given: NodeJS.ProcessEnv): string {
  return given.LETHE_DEMO || (openedBy((name) => given[name]) === null ? '1' : '0');
}

/** In a terminal Ctrl-C reaches the server as well; a second one is impatience. */
function onSignal(end: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, end);
  return () => {
    for (const signal of signals) process.off(signal, end);
  };
}
