import { spawn } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Sql } from 'postgres';
import { connect } from '../../db/connect.ts';
import { denoBinary, type Runtime, runtimeVariables } from '../../launch/child.ts';
import { createEmptyDatabase } from './database.ts';
import { packClient, run } from './packed.ts';

/** The newsletter of `test/systems/example-system`, in a project of its own outside of this one. */
export interface Installed {
  project: string;
  remove(): Promise<void>;
}

/** What the newsletter's own package.json would name, beside the client. */
const PACKAGES = ['postgres', '@types/node', 'undici-types'];

/** Installed from the packed client, type-checked against it and compiled for Node. Deno runs the TypeScript as it stands. */
export async function installNewsletter(): Promise<Installed> {
  const packed = await packClient();
  const project = await packed.project('test/systems/example-system');
  for (const name of PACKAGES) {
    const folder = join('node_modules', name);
    await cp(resolve(folder), join(project, folder), { recursive: true });
  }
  await run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', project], project);
  return { project, remove: () => packed.remove() };
}

/** The name of the tests' own connections, so that they can break all others. */
export const OBSERVER = 'observer';

export interface NewsletterOptions {
  runtime: Runtime;
  project: string;
  lethe: string;
  key: string;
}

export interface Newsletter {
  /** Its database. */
  sql: Sql;
  databaseUrl: string;
  start(): void;
  /** Settles when its process has ended, for whatever reason. */
  exited(): Promise<unknown>;
  /** In the middle of whatever it does. */
  kill(): Promise<void>;
  /** What it said of its troubles since its last start. */
  troubles(): string;
  /** Asks it to end. Answers the exit code. */
  end(): Promise<number | null>;
  /** With its database. */
  remove(): Promise<void>;
}

/** A newsletter with a database of its own, to be started as often as it is killed. */
export async function createNewsletter(options: NewsletterOptions): Promise<Newsletter> {
  const database = await createEmptyDatabase();
  const sql = connect(database.url, 2, { application_name: OBSERVER });
  let running: Running | null = null;
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    const code = await running?.end(signal);
    return code ?? null;
  };
  return {
    sql,
    databaseUrl: database.url,
    start: () => void (running = launch(options, database.url)),
    exited: async () => running?.exited,
    kill: async () => void (await end('SIGKILL')),
    end: () => end('SIGTERM'),
    troubles: () => running?.troubles() ?? '',
    async remove() {
      await end('SIGKILL');
      await sql.end();
      await database.drop();
    },
  };
}

interface Running {
  exited: Promise<number | null>;
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
  troubles(): string;
}

function launch({ runtime, project, lethe, key }: NewsletterOptions, databaseUrl: string): Running {
  const own = {
    LETHE_URL: lethe,
    LETHE_KEY: key,
    NEWSLETTER_DATABASE_URL: databaseUrl,
    NEWSLETTER_REST_MS: '300',
  };
  const hosts = [lethe, databaseUrl].map((url) => new URL(url).host);
  const flags = [
    '--no-prompt',
    `--allow-net=${hosts.join(',')}`,
    `--allow-env=${Object.keys(own).join(',')}`,
  ];
  const [command = '', ...args] =
    runtime === 'deno'
      ? [denoBinary(resolve('.')), 'run', '--no-lock', ...flags, '--ignore-env', 'main.ts']
      : [process.execPath, 'built/main.js'];
  const { PATH, SystemRoot } = process.env;
  const child = spawn(command, args, {
    cwd: project,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH, SystemRoot, ...own, ...runtimeVariables(resolve('.')) },
  });
  let troubles = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (troubles += text));
  const exited = new Promise<number | null>((done) => child.once('close', done));
  const orphan = () => child.kill('SIGKILL');
  process.once('exit', orphan);
  void exited.then(() => process.off('exit', orphan));
  return {
    exited,
    troubles: () => troubles,
    end(signal) {
      child.kill(signal);
      return exited;
    },
  };
}
