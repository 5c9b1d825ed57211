import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { openSync } from 'node:fs';
import { readFile, realpath, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Account, chooseAccount } from './account.ts';
import { findBinaries } from './binaries.ts';
import { claimFolder } from './claim.ts';
import { StartRefused } from './errors.ts';
import { makeFolder } from './folder.ts';
import { freePort } from './free-port.ts';
import { causeIn, idsOf, initialize } from './initialize.ts';
import { commandOf, dieWithParent, end, inOneLine } from './processes.ts';

export interface EmbeddedPostgres {
  /** Address of the database that initdb created, for the superuser. */
  url: string;
  pid: number;
  /** One line for the person who starts it, where PostgreSQL has more rights than it should. */
  warning: string | null;
  /** Settles when PostgreSQL has ended, by `stop` or by itself. */
  exited: Promise<void>;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Settings of PostgreSQL beside Lethe's own. */
  settings?: Record<string, string>;
}

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  // The log must not keep data that an erasure deletes: no DETAIL lines, no statements.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

/**
 * Starts a real PostgreSQL on the data in `folder`; the first start creates the data. Clears away what an earlier start left behind
 * after `kill -9`. Refuses while another start still uses the folder.
 */
export async function startEmbedded(
  folder: string,
  options: EmbeddedOptions = {},
): Promise<EmbeddedPostgres> {
  await makeFolder(resolve(folder), 0o711);
  // One name for one folder: an orphan's command tells which it uses.
  const path = await realpath(folder);
  const claim = await claimFolder(path);
  try {
    const account = await chooseAccount(path, await findBinaries());
    const data = join(account.home, 'postgres');
    // This comes first: afterwards the files may belong to another account.
    await endOrphan(data);
    const password = await initialize(account, data);
    const started = await startWithRetries(account, data, { ...SETTINGS, ...options.settings });
    const exited = started.exited.then(() => claim.release());
    return {
      url: `postgres://postgres:${password}@127.0.0.1:${started.port}/postgres`,
      pid: started.pid,
      warning: account.warning,
      exited,
      async stop() {
        if (process.platform === 'win32')
          spawnSync(account.binaries.pgCtl, ['stop', '-m', 'fast', '-D', data]);
        else await end(started.pid, ['SIGINT', 'SIGQUIT', 'SIGKILL']);
        await exited;
      },
    };
  } catch (error) {
    claim.release();
    throw error;
  }
}

interface Started {
  pid: number;
  port: number;
  exited: Promise<void>;
}

/** Tries again: another program may take the free port meanwhile, and a killed PostgreSQL needs a moment to end. */
async function startWithRetries(
  account: Account,
  data: string,
  settings: Record<string, string>,
): Promise<Started> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const child = launch(account, data, { ...settings, port: String(port) });
    const exited = new Promise<void>((done) => {
      child.once('exit', () => done());
      child.once('error', () => done());
    });
    if (await becomesReady(child, data)) return { pid: child.pid!, port, exited };
    if (attempt === 5) {
      const log = await readFile(`${data}.log`, 'utf8').catch(() => '');
      throw new StartRefused(`PostgreSQL did not start: ${causeIn(log)}`);
    }
    await sleep(300);
  }
}

function launch(account: Account, data: string, settings: Record<string, string>): ChildProcess {
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openSync(`${data}.log`, 'w', 0o600);
  const [command, ...args] = [
    ...account.prefix,
    ...dieWithParent('INT'),
    account.binaries.postgres,
    '-D',
    data,
    ...flags,
  ];
  // Detached, so that Ctrl-C reaches only the launcher, which ends the server before its database.
  return spawn(command!, args, { ...idsOf(account), detached: true, stdio: ['ignore', log, log] });
}

/** PostgreSQL writes its state to the eighth line of its pid file. */
async function becomesReady(child: ChildProcess, data: string): Promise<boolean> {
  for (let waited = 0; waited < 60_000; waited += 20) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return false;
    const lines = await readPidFile(data);
    if (lines[0] === String(child.pid) && lines[7]?.trim() === 'ready') return true;
    await sleep(20);
  }
  child.kill('SIGQUIT');
  return false;
}

/**
 * After `kill -9` of the launcher, PostgreSQL may still run, or its pid file may be left. The file stays where a PostgreSQL lives that is
 * not known to be ours: it keeps a second one from the same data.
 */
async function endOrphan(data: string): Promise<void> {
  const pid = Number((await readPidFile(data))[0]);
  if (!pid) return;
  const command = commandOf(pid);
  if (command?.includes(inOneLine(data))) await end(pid, ['SIGINT', 'SIGQUIT', 'SIGKILL']);
  else if (command !== undefined && /\bpostgres(\.exe)? /u.test(command)) return;
  await rm(join(data, 'postmaster.pid'), { force: true });
}

async function readPidFile(data: string): Promise<string[]> {
  return (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
}
