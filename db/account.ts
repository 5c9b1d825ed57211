import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, chown, lchown, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Binaries, copyBinaries } from './binaries.ts';
import { exists, makeFolder } from './folder.ts';

/** The account that PostgreSQL runs as, and its folder: PostgreSQL refuses to run as root. */
export interface Account {
  binaries: Binaries;
  /** The folder of the data: the requested one, unless the account cannot reach it. */
  home: string;
  /** Words before each command. */
  prefix: string[];
  uid?: number;
  gid?: number;
  /** One line for the person who starts it, where the account has more rights than it should. */
  warning: string | null;
}

/** Files of root that another account must reach. */
const SHARED = '/var/lib/lethe';

/**
 * Started by root, PostgreSQL runs as nobody, who may change only its own data. Where nobody cannot reach the folder, PostgreSQL keeps
 * root's file rights under another name, with a warning. Where the system forbids that too, its data goes to a folder below /var/lib/lethe.
 */
export async function chooseAccount(folder: string, binaries: Binaries): Promise<Account> {
  if (process.getuid?.() !== 0) return { binaries, home: folder, prefix: [], warning: null };
  await chmod(folder, 0o711);
  const elsewhere = join(SHARED, shortHash(folder));
  const isDataElsewhere =
    !(await exists(join(folder, 'postgres'))) && (await exists(join(elsewhere, 'postgres')));
  if (isDataElsewhere) return runAsNobody(elsewhere, binaries);
  if ((await canOthersEnter(folder)) && canSwitch()) return runAsNobody(folder, binaries);
  return runAsMappedRoot(folder, binaries) ?? runAsNobody(elsewhere, binaries);
}

/** With root's file rights under the name of nobody: works in a folder that only root may enter. */
function runAsMappedRoot(folder: string, binaries: Binaries): Account | undefined {
  const prefix = ['unshare', '--user', '--map-user=65534', '--map-group=65534'];
  const probe = spawnSync(prefix[0]!, [...prefix.slice(1), binaries.postgres, '--version']);
  if (probe.status !== 0) return undefined;
  const warning = `PostgreSQL has root's own file rights, since nobody else may enter ${folder}: choose another LETHE_DATA, or start as another user`;
  return { binaries, home: folder, prefix, uid: 0, gid: 0, warning };
}

/** As the account nobody, with binaries that this account may read. */
async function runAsNobody(home: string, binaries: Binaries): Promise<Account> {
  await makeFolder(home, 0o711);
  const readable = await canOthersEnter(binaries.postgres);
  if (!readable) await makeFolder(SHARED, 0o755);
  return {
    binaries: readable
      ? binaries
      : await copyBinaries(binaries.root, join(SHARED, `postgres-${shortHash(binaries.root)}`)),
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

/** False in containers that have no account but root. */
function canSwitch(): boolean {
  try {
    return spawnSync('true', { ...nobody() }).status === 0;
  } catch {
    return false;
  }
}

/** Gives a tree to the account, unless the account owns it already: an earlier start may have run as another account. */
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

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
