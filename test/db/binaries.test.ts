import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { copyBinaries, findBinaries } from '../../db/binaries.ts';

test('the embedded PostgreSQL runs from files outside node_modules', async () => {
  const { postgres } = await findBinaries();
  expect(postgres).toMatch(/\/\.postgresql\/[^/]+\/bin\/postgres(\.exe)?$/u);
});

test('where no copy can be kept, it runs from node_modules', async () => {
  expect((await findBinaries('/proc/no-place/')).postgres).toContain('node_modules');
});

describe('a copy of the programs', () => {
  let folder: string;
  let installed: string;
  let target: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lethe-binaries-'));
    installed = join(folder, 'native');
    target = join(folder, '18.0.0');
    await mkdir(join(installed, 'bin'), { recursive: true });
    await mkdir(join(installed, 'lib'));
    await writeFile(join(installed, 'bin/postgres'), 'a program', { mode: 0o700 });
    await writeFile(join(installed, 'lib/libpq.so.5'), 'a library', { mode: 0o600 });
    await symlink('libpq.so.5', join(installed, 'lib/libpq.so'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('stays whole when npm removes the original', async () => {
    const { postgres } = await copyBinaries(installed, target);
    await rm(installed, { recursive: true });
    expect(await readFile(postgres, 'utf8')).toBe('a program');
    expect(await readFile(join(target, 'lib/libpq.so'), 'utf8')).toBe('a library');
    expect((await lstat(join(target, 'lib/libpq.so'))).isSymbolicLink()).toBe(true);
  });

  test('can be read and run by any account, whatever rights npm gave', async () => {
    const { postgres } = await copyBinaries(installed, target);
    const mode = async (path: string) => (await stat(path)).mode & 0o055;
    expect(await Promise.all([target, postgres, join(target, 'lib/libpq.so.5')].map(mode))).toEqual([
      0o055, 0o055, 0o044,
    ]);
  });

  test('is made once by starts at the same time, and leaves no draft', async () => {
    await Promise.all(Array.from({ length: 5 }, () => copyBinaries(installed, target)));
    expect((await readdir(folder)).toSorted()).toEqual(['18.0.0', 'native']);
  });

  test('is not kept where the original loses files meanwhile', async () => {
    for (let number = 0; number < 500; number++)
      await writeFile(join(installed, 'lib', `a-file-${number}`), '');
    const copying = copyBinaries(installed, target);
    const copied = async () => {
      const draft = (await readdir(folder)).find((name) => name.startsWith('18.0.0.')) ?? '';
      return (await readdir(join(folder, draft, 'lib')).catch(() => []))[0];
    };
    let gone: string | undefined;
    while (gone === undefined) gone = await copied();
    await rm(join(installed, 'lib', gone));
    await expect(copying).rejects.toThrow(/changed while it was copied|ENOENT/u);
    expect(await readdir(folder)).toEqual(['native']);
  });
});
