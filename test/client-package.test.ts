import { cp, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DENO, type Packed, packClient, run } from './support/packed.ts';
import { startServer, type TestServer } from './support/server.ts';
import { serviceToldOfAnErasure } from './support/services.ts';

let server: TestServer;
let packed: Packed;
let project: string;
beforeAll(async () => {
  server = await startServer();
  packed = await packClient();
  project = await packed.project('test/client-project');
});
afterAll(async () => {
  await packed.remove();
  await server.stop();
});

const TSC = resolve('node_modules/typescript/bin/tsc');
const lethe = () => join(project, 'node_modules/lethe/dist/client');
const loopback = () => `--allow-net=${new URL(server.url).host}`;

describe('the packed client', () => {
  it('is small, has types of its own and brings nothing else', async () => {
    expect((await stat(packed.tarball)).size).toBeLessThan(40_000);
    const installed = await readdir(join(project, 'node_modules'));
    expect(installed.filter((name) => !name.startsWith('.'))).toEqual(['lethe']);
    expect((await readdir(lethe())).toSorted()).toEqual(['client.d.ts', 'client.js', 'licenses.md']);
  });

  it('compiles in a strict project that checks libraries too, and every wrong use of it does not', async () => {
    await run(process.execPath, [TSC, '-p', project], project);
    await writeFile(join(project, 'unneeded.ts'), '// @ts-expect-error -- nothing wrong\nexport {};\n');
    const unneeded = run(process.execPath, [TSC, '--noEmit', 'unneeded.ts', '--ignoreConfig'], project);
    await expect(unneeded).rejects.toThrow("Unused '@ts-expect-error' directive");
  });

  it('runs on Node', async () => {
    const { key } = await serviceToldOfAnErasure(server, 'Node', 'node-1');
    const { stdout } = await run(process.execPath, ['built/story.js', server.url, key, 'node-2'], project);
    expect(JSON.parse(stdout)).toEqual(story('node-1'));
  });

  it('compiles and runs on Deno, under no permission but the one to call Lethe', async () => {
    const { key } = await serviceToldOfAnErasure(server, 'Deno', 'deno-1');
    await run(DENO, ['check', 'story.ts', 'wrong.ts'], project);
    const args = ['run', '--no-prompt', loopback(), 'story.ts', server.url, key, 'deno-3'];
    const { stdout } = await run(DENO, args, project);
    expect(JSON.parse(stdout)).toEqual(story('deno-1'));
  });

  it('needs no npm on Deno: one file and an import map will do, with the types', async () => {
    const { key } = await serviceToldOfAnErasure(server, 'Deno without npm', 'deno-2');
    const bare = await mkdtemp(join(tmpdir(), 'lethe-deno-'));
    await cp(lethe(), join(bare, 'lethe'), { recursive: true });
    for (const file of ['story.ts', 'wrong.ts']) await cp(join(project, file), join(bare, file));
    await writeFile(join(bare, 'deno.json'), '{ "imports": { "lethe/client": "./lethe/client.js" } }');
    await run(DENO, ['check', 'story.ts', 'wrong.ts'], bare);
    const { stdout } = await run(
      DENO,
      ['run', '--no-prompt', loopback(), 'story.ts', server.url, key, 'deno-4'],
      bare,
    );
    await rm(bare, { recursive: true });
    expect(JSON.parse(stdout)).toEqual(story('deno-2'));
  });
});

const story = (externalId: string) => ({
  rows: ['taken'],
  reason: 'never_granted',
  told: [[externalId, 'destroy']],
  results: ['done'],
  after: 0,
  missing: 'erasure_not_found',
});
