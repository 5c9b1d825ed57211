import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { StartError, step } from './words.mjs';

/** Installs exactly what the lock file says, and only when it says something else than the last time. */
export async function install(root) {
  const lockFile = await readFile(join(root, 'package-lock.json'));
  const wanted = createHash('sha256').update(lockFile).digest('hex');
  if (await isInstalled(root, wanted)) return;
  await withLock(join(root, '.install.lock'), async () => {
    if (await isInstalled(root, wanted)) return;
    await step('Installing packages (once, a minute or so)', () => runNpm(root));
    await mkdir(join(root, 'node_modules/.cache'), { recursive: true });
    await writeFile(marker(root), wanted);
  });
}

const marker = (root) => join(root, 'node_modules/.cache/lethe-installed');

async function isInstalled(root, wanted) {
  return (await readFile(marker(root), 'utf8').catch(() => '')) === wanted;
}

/** npm as a command line; the very npm that called us, where there is one. */
export function npm(...args) {
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js')) return [process.execPath, script, ...args];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', ...args];
}

function runNpm(root) {
  // The build needs the development packages, whatever NODE_ENV says; PostgreSQL is an optional one.
  const flags = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const [command, ...args] = npm('ci', ...flags);
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code) =>
      code === 0 ? done(undefined) : fail(new StartError('npm could not install the packages (see above)')),
    );
  });
}
