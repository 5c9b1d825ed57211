import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const install = fileURLToPath(new URL('../../launch/install.mjs', import.meta.url));

/** A project with our workspaces and no package of others, so that npm needs no registry. */
const WORKSPACES = { 'db/postgresql': 'lethe-postgresql', 'test/tools': 'lethe-tools' };
const NEWER = { ...WORKSPACES, newer: 'lethe-newer' };

describe('an install', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'lethe-install-'));
    await writeProject(WORKSPACES);
  });
  afterEach(() => rm(root, { recursive: true }));

  async function writeJson(path: string, content: unknown): Promise<void> {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), JSON.stringify(content));
  }
  async function writeProject(workspaces: Record<string, string>): Promise<void> {
    await writeJson('package.json', { name: 'lethe', workspaces: Object.keys(workspaces) });
    for (const [path, name] of Object.entries(workspaces)) await writeJson(`${path}/package.json`, { name });
    await run('npm', ['install', '--package-lock-only', '--offline'], { cwd: root });
  }
  const installs = (scope: 'product' | 'all') =>
    run(process.execPath, [
      '--input-type=module',
      '-e',
      `import { install } from ${JSON.stringify(install)}; await install(${JSON.stringify(root)}, '${scope}');`,
    ]);
  const installed = (path: string) =>
    access(join(root, 'node_modules', path)).then(
      () => true,
      () => false,
    );

  it('of the product leaves the tools of the checks out', async () => {
    await installs('product');
    expect([await installed('lethe-postgresql'), await installed('lethe-tools')]).toEqual([true, false]);
  });

  it('of the product keeps tools that are installed, also with a newer lock file', async () => {
    await installs('all');
    await writeProject(NEWER);
    await installs('product');
    expect([await installed('lethe-tools'), await installed('lethe-newer')]).toEqual([true, true]);
  });

  it.each(['product', 'all'] as const)('of %s does not heed an .npmrc without workspaces', async (scope) => {
    await writeFile(join(root, '.npmrc'), 'workspaces=false\n');
    await installs(scope);
    expect([await installed('lethe-postgresql'), await installed('lethe-tools')]).toEqual([
      true,
      scope === 'all',
    ]);
  });

  it('by hand counts: nothing is installed again', async () => {
    await run('npm', ['ci', '--offline'], { cwd: root });
    await installs('product');
    await installs('all');
    expect([await installed('lethe-tools'), await installed('.cache/lethe-installed')]).toEqual([
      true,
      false,
    ]);
  });

  it('by hand with an older lock file does not count', async () => {
    await run('npm', ['ci', '--offline'], { cwd: root });
    await writeProject(NEWER);
    await installs('product');
    expect(await installed('lethe-newer')).toBe(true);
  });
});
