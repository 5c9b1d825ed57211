import { randomBytes } from 'node:crypto';
import { mkdir, rmdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { makeFolder } from '../db/folder.ts';

/** Answers the path of the data folder, made if it is missing and tried by a write. Errors: one line that names LETHE_DATA. */
export async function dataFolder(root: string, given: string | undefined): Promise<string> {
  const folder = resolve(root, given || 'data');
  const trial = join(folder, `.trial-${randomBytes(6).toString('hex')}`);
  try {
    await makeFolder(folder, 0o711);
    await mkdir(trial);
    await rmdir(trial);
  } catch (error) {
    throw Object.assign(error as NodeJS.ErrnoException, { path: `LETHE_DATA ${folder}` });
  }
  return folder;
}
