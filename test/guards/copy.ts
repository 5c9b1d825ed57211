import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Patch, withoutGuard } from './patch.ts';

/** What is not copied: packages and binaries are linked, the rest is built in the copy. */
const LEFT_OUT = new Set(['node_modules', '.git', '.postgresql', 'dist', 'dist-test', 'data', 'data-dev']);
const LINKED = [
  'node_modules',
  '.postgresql',
  'db/postgresql/node_modules',
  'test/tools/node_modules',
  'test/systems/openapi-client/node_modules',
];

export interface Copy {
  folder: string;
  /** Takes one guard out while `work` runs, and puts it back. */
  without<T>(patch: Patch, work: () => Promise<T>): Promise<T>;
  remove(): Promise<void>;
}

/** Copies the sources into a folder of their own: a patch never touches the tree that somebody works in. */
export async function copyTree(root: string): Promise<Copy> {
  const folder = await mkdtemp(join(tmpdir(), 'lethe-guards-'));
  await cp(root, folder, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
  for (const path of LINKED)
    await symlink(join(root, path), join(folder, path)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  return {
    folder,
    async without(patch, work) {
      const file = join(folder, patch.file);
      const text = await readFile(file, 'utf8');
      await writeFile(file, withoutGuard(text, patch));
      try {
        return await work();
      } finally {
        await writeFile(file, text);
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
