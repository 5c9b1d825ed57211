import { chmod, constants, copyFile, link, mkdir, readdir, readlink, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Copies a folder so that any account may read the copy. Where the file system allows it, a file is linked: its content stays when the
 * original is removed, and takes neither time nor room.
 */
export async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyTree(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else await linkOrCopy(source, target);
  }
}

const FOR_ALL_TO_READ = 0o444;
const FOR_ALL_TO_RUN = 0o111;

async function linkOrCopy(source: string, target: string): Promise<void> {
  const { mode } = await stat(source);
  const wanted = mode | FOR_ALL_TO_READ | (mode & FOR_ALL_TO_RUN ? FOR_ALL_TO_RUN : 0);
  if (wanted === mode && (await isLinked(source, target))) return;
  await copyFile(source, target, constants.COPYFILE_FICLONE);
  await chmod(target, wanted);
}

/** False where the two are on different disks, or the system forbids links to files of others. */
const isLinked = (source: string, target: string): Promise<boolean> =>
  link(source, target).then(
    () => true,
    () => false,
  );

/** Every path below a folder, in one text. */
export async function listTree(folder: string): Promise<string> {
  return (await readdir(folder, { recursive: true })).toSorted().join('\n');
}
