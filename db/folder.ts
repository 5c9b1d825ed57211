import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it. Node's own `recursive` never ends where a file system lets nothing be made in a folder that is there
 * (/proc): it makes the one above and the one below in turn. Errors: the system's, with the path.
 */
export async function makeFolder(path: string, mode: number): Promise<void> {
  const failure = await tryToMake(path, mode);
  if (failure === undefined) return;
  const above = dirname(path);
  if (failure.code !== 'ENOENT' || above === path || (await isFolder(above))) throw failure;
  await makeFolder(above, mode);
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

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
