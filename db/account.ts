import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, chown, lchown, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Binaries, copyBinaries } from './binaries.ts';
import { makeFolder } from './folder.ts';

/** As whom PostgreSQL runs, and where: it refuses to run as root. */
export interface Account {
  binaries: Binaries;
  /** Where the data lies; the folder asked for, unless the account could not reach it. */
  home: string;
  /** What stands in front of each command. */
  prefix: string[];
  uid?: number;
  gid?: number;
  /** A line for whoever starts it, where it may do more than it should. */
  warning: string | null;
}

/** Where root keeps what another account must reach. */
const SHARED = '/var/lib/lethe';

/**
 * Started by root, PostgreSQL runs as nobody, who may do nothing but to its own data. Only where nobody could not reach the folder it keeps
 * root's own file rights, and says so; where that is forbidden too, its data lies in a place of its own.
 */
export async function chooseAccount(folder: string, binaries: Binaries): Promise<Account> {
  if (process.getuid?.() !== 0) return { binaries, home: folder, prefix: [], warning: null };
  await chmod(folder, 0o711);
  const elsewhere = join(SHARED, shortHash(folder));
  const moved = !(await exists(join(folder, 'postgres'))) && (await exists(join(elsewhere, 'postgres')));
  if (moved) return switched(elsewhere, binaries);
  if ((await canOthersEnter(folder)) && canSwitch()) return switched(folder, binaries);
  return mapped(folder, binaries) ?? switched(elsewhere, binaries);
}

/** Under root's own file rights, but called nobody: works in a folder that only root may enter. */
function mapped(folder: string, binaries: Binaries): Account | undefined {
  const prefix = ['unshare', '--user', '--map-user=65534', '--map-group=65534'];
  const probe = spawnSync(prefix[0]!, [...prefix.slice(1), binaries.postgres, '--version']);
  if (probe.status !== 0) return undefined;
  const warning = `PostgreSQL has root's own file rights, since nobody else may enter ${folder}: choose another LETHE_DATA, or start as another user`;
  return { binaries, home: folder, prefix, uid: 0, gid: 0, warning };
}

/** Really as nobody, with binaries that nobody may read. */
async function switched(home: string, binaries: Binaries): Promise<Account> {
  await makeFolder(home, 0o711);
  const readable = await canOthersEnter(binaries.postgres);
  if (!readable) await makeFolder(SHARED, 0o755);
  return {
    binaries: readable
      ? binaries
      : await copyBinaries(binaries, join(SHARED, `postgres-${shortHash(binaries.root)}`)),
    home,
    prefix: [],
    ...nobody(),
    warning: null,
  };
}

function nobody(): { uid: number; gid: number } {
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' })),
  );
  return { uid: uid!, gid: gid! };
}

/** Some containers know no other account than root. */
function canSwitch(): boolean {
  try {
    return spawnSync('true', { ...nobody() }).status === 0;
  } catch {
    return false;
  }
}

/** Gives a tree to the account, unless it has it already; a data folder may have been made in another way before. */
export async function changeOwner(path: string, { uid, gid }: Account): Promise<void> {
  if (uid === undefined || gid === undefined) return;
  if ((await stat(path)).uid === uid) return;
  const entries = (await stat(path)).isDirectory() ? await readdir(path, { recursive: true }) : [];
  for (const entry of entries) await lchown(join(path, entry), uid, gid);
  await chown(path, uid, gid);
}

async function canOthersEnter(path: string): Promise<boolean> {
  const { mode } = await stat(path);
  if ((mode & 0o001) === 0) return false;
  const parent = dirname(path);
  return parent === path || canOthersEnter(parent);
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
