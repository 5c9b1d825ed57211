import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../db/free-port.ts';

const FOLDERS = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'];

function findPgBouncer(): string | null {
  const paths = FOLDERS.map((folder) => join(folder, 'pgbouncer'));
  return paths.find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const program = findPgBouncer();

/** Whether tests behind a pooler run. In CI a missing pooler is a failure. */
export const hasPgBouncer = program !== null || process.env.CI === 'true';
export interface PgBouncer {
  /** The same address by way of the pooler. */
  urlOf(url: string): string;
  stop(): Promise<void>;
}

export interface PgBouncerOptions {
  /** Sessions for each role in each database. */
  sessions?: number;
  settings?: Record<string, string>;
}

/** A real PgBouncer in transaction mode before the database of `urls`, for the roles that they name. */
export async function startPgBouncer(
  urls: string[],
  { sessions = 3, settings = {} }: PgBouncerOptions = {},
): Promise<PgBouncer> {
  if (program === null) throw new Error('PgBouncer is not installed');
  const folder = await mkdtemp(join(tmpdir(), 'lethe-pgbouncer-'));
  const port = await freePort();
  const [target] = urls.map((url) => new URL(url));
  const users = urls
    .map((url) => new URL(url))
    .map(({ username, password }) => `"${username}" "${password}"\n`);
  const lines = Object.entries({
    listen_addr: '127.0.0.1',
    listen_port: port,
    unix_socket_dir: '',
    auth_type: 'scram-sha-256',
    auth_file: join(folder, 'users.txt'),
    pool_mode: 'transaction',
    default_pool_size: sessions,
    ...settings,
  }).map(([name, value]) => `${name} = ${value}\n`);
  await writeFile(join(folder, 'users.txt'), users.join(''));
  const databases = `[databases]\n* = host=${target!.hostname} port=${target!.port}\n`;
  await writeFile(join(folder, 'pgbouncer.ini'), `${databases}[pgbouncer]\n${lines.join('')}`);
  // It refuses to run as root, and another account reads these files.
  await chmod(folder, 0o755);
  const account = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const child = spawn(program, ['-q', join(folder, 'pgbouncer.ini')], { stdio: 'ignore', ...account });
  await once(child, 'spawn');
  return {
    urlOf(url) {
      const pooled = new URL(url);
      pooled.host = `127.0.0.1:${port}`;
      return pooled.href;
    },
    async stop() {
      child.kill('SIGINT');
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
