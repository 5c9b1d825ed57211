/** A failure in one line that a person can act on. */
export class StartError extends Error {
  name = 'StartError';
}

/** @param {unknown} error */
export function explain(error) {
  const { code, path, syscall, message } = /** @type {NodeJS.ErrnoException} */ (error);
  if (['EACCES', 'EPERM', 'EROFS'].includes(code ?? '') && path)
    return `${path} cannot be written by this account`;
  // What a read-only file system says to a folder in a folder.
  if (code === 'ENOENT' && syscall === 'mkdir') return `${path} cannot be made here`;
  if (['EEXIST', 'ENOTDIR', 'EISDIR'].includes(code ?? ''))
    return `${path ?? 'A path'} is not what Lethe expects there: a folder where a file is, or a file where a folder is`;
  if (code === 'ENOSPC') return 'The disk is full';
  return (message ?? String(error)).split('\n')[0];
}

export function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new StartError(`Node ${process.versions.node} is too old; Lethe needs 20.19 or newer`);
  }
}

/** Runs a long step under its own title, and prints from time to time that it still runs. */
export async function step(title, work) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1_000);
  process.stdout.write(`${title} …\n`);
  const timer = setInterval(() => process.stdout.write(`  … still at it, ${seconds()} s\n`), 10_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
