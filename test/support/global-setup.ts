import './node20.ts';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { connect } from '../../db/connect.ts';
import { startEmbedded } from '../../db/embedded.ts';
import { prepareDatabase } from '../../server/runtime/prepare.ts';
import { hasPgBouncer } from './pgbouncer.ts';
import { DEMO_TEMPLATE, TEMPLATE, withDatabase } from './template.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string;
    seed: number;
  }
}

/** What a crash would lose is of no interest here. */
const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };

const WITHOUT_PGBOUNCER =
  'PgBouncer is not installed (Debian: apt-get install pgbouncer): the tests behind a pooler do not run.';

/** One real PostgreSQL for the whole run, and in it a template migrated once. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (!hasPgBouncer) process.stderr.write(`${WITHOUT_PGBOUNCER}\n`);
  const seed = Number(process.env.LETHE_TEST_SEED ?? Date.now() % 2 ** 31);
  process.stderr.write(`Seed ${seed}; LETHE_TEST_SEED=${seed} draws the same again.\n`);
  project.provide('seed', seed);
  const given = process.env.LETHE_TEST_DATABASE_URL;
  const { url, stop } = given ? { url: given, stop: () => dropTemplates(given) } : await startOwn();
  try {
    await createTemplate(url);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('postgresUrl', url);
  return stop;
}

const ENOUGH_BYTES = 4 * 2 ** 30;
/** In memory where there is room: a database for each test is made there in a tenth of the time that a disk takes. */
async function quickFolder(): Promise<string> {
  const memory = await statfs('/dev/shm').catch(() => undefined);
  return memory && memory.bavail * memory.bsize > ENOUGH_BYTES ? '/dev/shm' : tmpdir();
}

/** The embedded PostgreSQL, in a folder of its own. */
async function startOwn(): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(await quickFolder(), 'lethe-test-'));
  const postgres = await startEmbedded(folder, { settings: FAST });
  const stop = async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { url: postgres.url, stop };
}

async function createTemplate(url: string): Promise<void> {
  await dropTemplates(url);
  const admin = connect(url, 1);
  await admin`create database ${admin(TEMPLATE)}`;
  await admin.end();
  await prepareDatabase(withDatabase(url, TEMPLATE));
}

/** A run that was killed may have left them behind. */
async function dropTemplates(url: string): Promise<void> {
  const admin = connect(url, 1);
  for (const name of [TEMPLATE, DEMO_TEMPLATE])
    await admin`drop database if exists ${admin(name)} with (force)`;
  await admin.end();
}
