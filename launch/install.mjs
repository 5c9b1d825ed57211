import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstat, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { StartError, step } from './words.mjs';

/**
 * Arguments of npm: `product` installs everything that runs Lethe, `all` also what the checks need (`test/tools/package.json`). Where an
 * .npmrc switches workspaces off, npm refuses to be asked for one of them alone.
 */
const SCOPES = {
  product: ['--workspaces', '--include-workspace-root', '--workspace=db/postgresql'],
  all: [],
};

/**
 * Installs exactly what the lock file lists, and only when the lock file or the scope has changed. Where the tools of the checks are
 * installed they are kept: `npm ci` would remove whatever its scope leaves out.
 * @param {string} root
 * @param {keyof typeof SCOPES} wanted
 */
export async function install(root, wanted) {
  const lockFile = await readFile(join(root, 'package-lock.json'), 'utf8');
  const scope = (await hasTools(root)) ? 'all' : wanted;
  if (await isInstalled(root, lockFile, scope)) return;
  await withLock(join(root, '.install.lock'), async () => {
    if (await isInstalled(root, lockFile, scope)) return;
    await step('Installing packages (once, a minute or so)', () => runNpm(root, SCOPES[scope]));
    await mkdir(join(root, 'node_modules/.cache'), { recursive: true });
    await writeFile(marker(root), marked(scope, lockFile));
  });
}

const marker = (root) => join(root, 'node_modules/.cache/lethe-installed');
const marked = (scope, lockFile) => `${scope} ${createHash('sha256').update(lockFile).digest('hex')}`;

/** npm links the workspace of the tools where it has installed them; after a pull the link may lead nowhere. */
const hasTools = (root) =>
  lstat(join(root, 'node_modules/lethe-tools')).then(
    () => true,
    () => false,
  );

/** Where all is installed, the product is too. */
async function isInstalled(root, lockFile, scope) {
  const installed = await readFile(marker(root), 'utf8').catch(() => '');
  if (installed === marked('all', lockFile) || installed === marked(scope, lockFile)) return true;
  return isInstalledByHand(root, lockFile);
}

/**
 * A plain `npm ci` or `npm install` leaves no marker of ours. npm writes its own list last, but `--package-lock-only` also writes it
 * and installs nothing: the packages themselves say what they are.
 */
async function isInstalledByHand(root, lockFile) {
  const read = async (path) => JSON.parse(await readFile(join(root, path), 'utf8').catch(() => 'null'));
  if ((await read('node_modules/.package-lock.json')) === null) return false;
  const isThere = async ([path, { version, link }]) => {
    const found = await read(join(path, 'package.json'));
    return found !== null && (link || found.version === version);
  };
  // Optional packages are for other platforms.
  const needed = Object.entries(JSON.parse(lockFile).packages).filter(([, { optional }]) => !optional);
  return (await Promise.all(needed.map(isThere))).every(Boolean);
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
