import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbedded } from '../db/embedded.ts';
import { makeRoles } from '../db/roles.ts';
import type { Child, ChildOptions, Runtime } from './child.ts';
import { dataFolder } from './data.ts';
import { startMigration } from './migration.ts';
import { endWithNpm } from './parents.ts';
import { refuseTakenPort } from './port.ts';
import { secretIn } from './secrets.ts';
import { supervise } from './supervise.ts';
import { demoOf, refuseMalformed, refuseMisspelt } from './variables.ts';

export interface RunOptions {
  root: string;
  /** The folder of the build. */
  build: string;
  runtime: Runtime;
}

/**
 * Starts the embedded database unless DATABASE_URL is set, then the server, and waits until one of them ends or a signal comes. Answers
 * the exit code: 1 where the database ended by itself. The next start clears away what a killed one leaves behind.
 */
export async function run({ root, build, runtime }: RunOptions): Promise<number> {
  const given = process.env;
  refuseMisspelt(given);
  refuseMalformed(given);
  const host = given.HOST || '127.0.0.1';
  const port = given.PORT || '3000';
  await refuseTakenPort(host, port);
  const data = () => dataFolder(root, given.LETHE_DATA);
  const secrets = {
    LETHE_SECRET: given.LETHE_SECRET || (await secretIn(await data(), 'secret')),
    LETHE_BLACKLIST_KEY: given.LETHE_BLACKLIST_KEY || (await secretIn(await data(), 'blacklist-key')),
  };
  const environment = { ...given, HOST: host, PORT: port, ...secrets };
  if (given.DATABASE_URL)
    return runUntilEnd(async () => stagesOf({ runtime, root, build, environment }), null);
  const postgres = await startEmbedded(await data());
  if (postgres.warning !== null) process.stderr.write(`lethe: ${postgres.warning}\n`);
  const embedded = async () => {
    const roles = await makeRoles(postgres.url);
    const urls = { DATABASE_URL: roles.server, LETHE_MIGRATION_URL: roles.owner };
    return stagesOf({
      runtime,
      root,
      build,
      environment: { ...environment, LETHE_DEMO: demoOf(given), ...urls },
    });
  };
  return runUntilEnd(embedded, postgres);
}

/** Starts a child. Each stage begins after the one before it ended with code 0. */
type Stage = () => Child;

const stagesOf = (options: ChildOptions & { build: string }): Stage[] => [
  () => startMigration(options),
  () => supervise({ ...options, web: join(options.build, 'web') }),
];

/** Runs the stages, and ends the database last, whatever ended the server or kept it from starting. */
async function runUntilEnd(
  stages: () => Promise<Stage[]>,
  postgres: EmbeddedPostgres | null,
): Promise<number> {
  let running: Child | undefined;
  let isEnding = false;
  let isDatabaseLost = false;
  const end = () => {
    isEnding = true;
    running?.end();
  };
  const endWithDatabase = () => {
    isDatabaseLost = !isEnding;
    running?.end();
  };
  const stopListening = onSignal(end);
  const stopWatching = endWithNpm(end);
  try {
    void postgres?.exited.then(endWithDatabase);
    let code = 0;
    for (const start of await stages()) {
      if (isEnding || isDatabaseLost || code !== 0) break;
      running = start();
      code = await running.exited;
    }
    if (!isDatabaseLost) return code;
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

/** In a terminal, Ctrl-C reaches the server too. A second one changes nothing. */
function onSignal(end: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, end);
  return () => {
    for (const signal of signals) process.off(signal, end);
  };
}
