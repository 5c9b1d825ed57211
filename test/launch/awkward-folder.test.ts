import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { denoBinary } from '../../launch/child.ts';
import { migratingFlags, servingFlags } from '../../launch/permissions.ts';
import { run } from '../support/packed.ts';

/** A clone may lie in a folder like this. */
const AWKWARD = 'Müller, Söhne & Co,, 100% #1';
let folder: string;
let inside: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lethe-awkward-'));
  inside = join(folder, AWKWARD);
  await mkdir(inside);
  await writeFile(join(inside, 'inside.txt'), 'inside');
  await writeFile(join(folder, 'beside.txt'), 'beside');
  await writeFile(join(folder, 'read.js'), 'console.log(Deno.readTextFileSync(Deno.args[0]));');
});
afterAll(() => rm(folder, { recursive: true }));

const database = 'postgres://lethe@127.0.0.1/lethe';
const serving = (web: string) =>
  servingFlags({
    host: '127.0.0.1',
    port: '3000',
    databaseUrl: database,
    resendBaseUrl: undefined,
    smtpUrl: undefined,
    oidcIssuer: undefined,
    oidcHosts: undefined,
    webhookHosts: undefined,
    web,
  });
const migrating = (migrations: string) => migratingFlags({ ownerUrl: database, migrations });

test.each([
  ['server', serving],
  ['migrating process', migrating],
])('the %s reads its own folder, whatever its name, and nothing beside it', async (_, flagsOf) => {
  const read = (file: string) =>
    run(denoBinary(resolve('.')), ['run', ...flagsOf(inside), join(folder, 'read.js'), file], folder);
  expect((await read(join(inside, 'inside.txt'))).stdout.trim()).toBe('inside');
  await expect(read(join(folder, 'beside.txt'))).rejects.toThrow(/Requires read access/u);
});
