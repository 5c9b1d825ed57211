import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../support/packed.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { systemNotifiedOfAnErasure } from '../support/systems.ts';

const FOLDER = resolve('test/systems/openapi-client');
const installed = createRequire(join(FOLDER, 'package.json'));
/** The programs of the fixture's own packages, wherever npm has put those. */
const generator = join(dirname(installed.resolve('openapi-typescript/package.json')), 'bin/cli.js');
const compiler = join(dirname(installed.resolve('typescript/package.json')), 'bin/tsc');

let server: TestServer;
let project: string;
beforeAll(async () => {
  server = await startServer();
  // Below the fixture, so that its packages are found.
  project = await mkdtemp(join(FOLDER, '.built-'));
  for (const file of ['tsconfig.json', 'story.ts', 'wrong.ts'])
    await cp(join(FOLDER, file), join(project, file));
});
afterAll(async () => {
  await rm(project, { recursive: true });
  await server.stop();
});

const node = (...args: string[]) => run(process.execPath, args, project);

describe('a client generated from /openapi.json', () => {
  it('compiles, refuses wrong uses, and does what a system has to do', async () => {
    const { key } = await systemNotifiedOfAnErasure(server, 'Generated', 'crm-1042');
    await node(generator, `${server.url}/openapi.json`, '--output', 'lethe.d.ts');
    await node(compiler, '-p', '.');
    const { stdout } = await node('built/story.js', server.url, key);
    expect(JSON.parse(stdout)).toEqual({
      rows: ['taken', 'invalid_input'],
      reason: 'never_granted',
      told: [['crm-1042', 'destroy']],
      results: ['done'],
      left: 0,
      missing: true,
    });
  });
});
