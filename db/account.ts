import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, chown, lchown, mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Binaries, copyBinaries } from './binaries.ts';

/** As whom PostgreSQL runs, and where: it refuses to run as root. */
export interface Account {
  binaries: Binaries;
  /** Where the data lies; the folder asked for, unless the account could not reach it. */
  home: string;
  /** What stands in front of each command. */
  prefix: string[];
  uid?: number;
  gid?: number;
}

/** Where root keeps what another account must reach. */
const SHARED = '/var/lib/lethe';

export async function chooseAccount(folder: string, binaries: Binaries): Promise<Account> {
  if (process.getuid?.() !== 0) return { binaries, home: folder, prefix: [] };
  return mapped(folder, binaries) ?? (await switched(folder, binaries));
}

/** Under root's own file rights, but called nobody: works in a folder that only root may enter. */
function mapped(folder: string, binaries: Binaries): Account | undefined {
  const prefix = ['unshare', '--user', '--map-user=65534', '--map-group=65534'];
  const probe = spawnSync(prefix[0]!, [...prefix.slice(1), binaries.postgres, '--version']);
  return probe.status === 0 ? { binaries, home: folder, prefix, uid: 0, gid: 0 } : undefined;
}

/** Where containers forbid the above: really as nobody, in a place that nobody can reach. */
async function switched(folder: string, binaries: Binaries): Promise<Account> {
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' })),
  );
  await chmod(folder, 0o711);
  const reachable = (await openToAll(folder)) && folder;
  const readable = (await openToAll(binaries.postgres)) && binaries;
  if (!reachable || !readable) await mkdir(SHARED, { recursive: true, mode: 0o755 });
  const home = reachable || join(SHARED, shortHash(folder));
  await mkdir(home, { recursive: true, mode: 0o711 });
  return {
    binaries:
      readable || (await copyBinaries(binaries, join(SHARED, `postgres-${shortHash(binaries.root)}`))),
    home,
    prefix: [],
    uid: uid!,
    gid: gid!,
  };
}

/** Gives a tree to the account, unless it has it already; a data folder may have been made in another way before. */
export async function give(path: string, { uid, gid }: Account): Promise<void> {
  if (uid === undefined || gid === undefined) return;
  if ((await stat(path)).uid === uid) return;
  const entries = (await stat(path)).isDirectory() ? await readdir(path, { recursive: true }) : [];
  for (const entry of entries) await lchown(join(path, entry), uid, gid);
  await chown(path, uid, gid);
}

async function openToAll(path: string): Promise<boolean> {
  const { mode } = await stat(path);
  if ((mode & 0o001) === 0) return false;
  const parent = dirname(path);
  return parent === path || openToAll(parent);
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
