import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Account, changeOwner } from './account.ts';
import { StartRefused } from './errors.ts';
import { exists } from './folder.ts';
import { dieWithParent } from './processes.ts';

/** Creates the data folder, whole or not at all. Answers the password, which is stored beside it, readable for its owner only. */
export async function initialize(account: Account, data: string): Promise<string> {
  const passwordFile = `${data}.password`;
  if (await exists(data)) {
    await changeOwner(data, account);
    return readFile(passwordFile, 'utf8');
  }
  const password = randomBytes(24).toString('hex');
  await writeFile(passwordFile, password, { mode: 0o600 });
  await changeOwner(passwordFile, account);
  // A new folder each time: an initdb that outlived its launcher may still write into an earlier one.
  const draft = await mkdtemp(`${data}.new-`);
  await changeOwner(draft, account);
  const args = ['-U', 'postgres', '--auth=scram-sha-256', '-E', 'UTF8', '--locale=C.UTF-8', '-D', draft];
  const initdb = [...dieWithParent('INT'), account.binaries.initdb];
  const made = run(account, [...initdb, ...args, `--pwfile=${passwordFile}`]);
  if (made.status !== 0) {
    await rm(draft, { recursive: true, force: true });
    throw new StartRefused(`PostgreSQL could not make its data folder: ${causeIn(made.stderr)}`);
  }
  await rename(draft, data);
  await clearDrafts(data);
  return password;
}

/** Removes what interrupted first starts left. A folder that something still writes to may stay; nobody reads it. */
async function clearDrafts(data: string): Promise<void> {
  const folder = dirname(data);
  const drafts = (await readdir(folder)).filter((name) => name.startsWith(`${basename(data)}.new`));
  await Promise.all(drafts.map((name) => rm(join(folder, name), { recursive: true }).catch(() => undefined)));
}

function run(account: Account, words: string[]) {
  const [command, ...args] = [...account.prefix, ...words];
  return spawnSync(command!, args, { ...idsOf(account), encoding: 'utf8' });
}

/** Root under a mapped name keeps its user id. */
export function idsOf({ uid, gid }: Account): { uid?: number; gid?: number } {
  return uid ? { uid, gid: gid! } : {};
}

/** The line that says why a program of PostgreSQL failed: its last line often tells only what it cleared away. */
export function causeIn(text: string): string {
  const lines = text.trim().split('\n');
  return lines.find((line) => /error:|FATAL|PANIC/u.test(line)) ?? lines.at(-1) ?? '';
}
