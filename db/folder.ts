import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Creates a folder and its parents. Node's own `recursive` never ends where a file system allows no new folder inside an existing one
 * (/proc): it tries parent and child in turn. Errors: the system's, with the path.
 */
export async function makeFolder(path: string, mode: number): Promise<void> {
  const failure = await tryToMake(path, mode);
  if (failure === undefined) return;
  const parent = dirname(path);
  if (failure.code !== 'ENOENT' || parent === path || (await isFolder(parent))) throw failure;
  await makeFolder(parent, mode);
  const again = await tryToMake(path, mode);
  if (again !== undefined) throw again;
}

async function tryToMake(path: string, mode: number): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    if (!(await isFolder(path))) return error as NodeJS.ErrnoException;
  }
  return undefined;
}

export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
