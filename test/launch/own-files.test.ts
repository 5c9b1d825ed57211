import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { claimForDevelopment } from '../../launch/dev.ts';
import { secretIn } from '../../launch/secrets.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lethe-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('a secret can be read by its owner alone', async () => {
  await secretIn(folder, 'secret');
  expect((await stat(join(folder, 'secret'))).mode & 0o777).toBe(0o600);
});

it('development works on a folder that it made, and never on the data of a start', async () => {
  const data = join(folder, 'data');
  await mkdir(data);
  await writeFile(join(data, 'secret'), 'of npm start');
  await expect(claimForDevelopment(data)).rejects.toThrow(/is not a folder of npm run dev/u);
  expect(await readdir(data)).toEqual(['secret']);
  const own = join(folder, 'data-dev');
  await mkdir(own);
  await claimForDevelopment(own);
  await writeFile(join(own, 'secret'), 'of npm run dev');
  await claimForDevelopment(own);
});
