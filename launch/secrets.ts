import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The secret from the environment, or the one kept in the data folder, made at the first start for its owner only. */
export async function secretFrom(given: string | undefined, folder: string, name: string): Promise<string> {
  if (given) return given;
  const file = join(folder, name);
  await mkdir(folder, { recursive: true, mode: 0o711 });
  try {
    const made = randomBytes(32).toString('base64url');
    await writeFile(file, made, { flag: 'wx', mode: 0o600 });
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return (await readFile(file, 'utf8')).trim();
  }
}
