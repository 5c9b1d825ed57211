import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { StartError, step } from './words.mjs';

/** Arguments of npm: `product` installs everything that runs Lethe, `all` also what the checks need (`test/package.json`). */
const SCOPES = { product: ['--include-workspace-root', '--workspace=db/postgresql'], all: [] };

/**
 * Installs exactly what the lock file lists, and only when the lock file or the scope has changed.
 * @param {string} root
 * @param {keyof typeof SCOPES} scope
 */
export async function install(root, scope) {
  const lockFile = await readFile(join(root, 'package-lock.json'));
  const hash = createHash('sha256').update(lockFile).digest('hex');
  if (await isInstalled(root, hash, scope)) return;
  await withLock(join(root, '.install.lock'), async () => {
    if (await isInstalled(root, hash, scope)) return;
    await step('Installing packages (once, a minute or so)', () => runNpm(root, SCOPES[scope]));
    await mkdir(join(root, 'node_modules/.cache'), { recursive: true });
    await writeFile(marker(root), `${scope} ${hash}`);
  });
}

const marker = (root) => join(root, 'node_modules/.cache/lethe-installed');

/** Where all is installed, the product is too. */
async function isInstalled(root, hash, scope) {
  const installed = await readFile(marker(root), 'utf8').catch(() => '');
  return installed === `all ${hash}` || installed === `${scope} ${hash}`;
}

/** npm as a command line; the npm that started this process, where there is one. */
export function npm(...args) {
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js')) return [process.execPath, script, ...args];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', ...args];
}

function runNpm(root, scope) {
  // The build needs the development packages, whatever NODE_ENV says; PostgreSQL is an optional one.
  const flags = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const [command, ...args] = npm('ci', ...scope, ...flags);
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code) =>
      code === 0 ? done(undefined) : fail(new StartError('npm could not install the packages (see above)')),
    );
  });
}
