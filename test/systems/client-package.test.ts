import { spawn, spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../../db/free-port.ts';
import { signedInAdmin } from '../support/accounts.ts';
import { blocksOf } from '../support/documents.ts';
import { DENO, type Packed, packClient, run } from '../support/packed.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { registerSystem, systemNotifiedOfAnErasure } from '../support/systems.ts';
import { eventually } from '../support/waiting.ts';
import { newRequest, runWorker } from '../support/webhooks.ts';

let server: TestServer;
let packed: Packed;
let project: string;
beforeAll(async () => {
  server = await startServer();
  packed = await packClient();
  project = await packed.project('test/systems/client-project');
});
afterAll(async () => {
  await packed.remove();
  await server.stop();
});

const hasCurl = spawnSync('curl', ['--version']).status === 0;
const TSC = resolve('node_modules/typescript/bin/tsc');
const lethe = () => join(project, 'node_modules/lethe');
const loopback = () => `--allow-net=${new URL(server.url).host}`;

describe('the packed client', () => {
  it('is small, has types of its own and brings nothing else', async () => {
    expect((await stat(packed.tarball)).size).toBeLessThan(40_000);
    const installed = await readdir(join(project, 'node_modules'));
    expect(installed.filter((name) => !name.startsWith('.'))).toEqual(['lethe']);
    const files = ['LICENSE', 'client.d.ts', 'client.js', 'licenses.md', 'package.json'];
    expect((await readdir(lethe())).toSorted()).toEqual(files);
  });

  it('holds code of its own folder and of packages alone: the server has another license', async () => {
    const bundle = await readFile(join(lethe(), 'client.js'), 'utf8');
    const parts = Array.from(bundle.matchAll(/^\/\/ (\S+\.m?[jt]s)$/gmu), ([, path]) => path ?? '');
    expect(parts).toContain('server/systems/client/client.ts');
    expect(parts.filter((path) => !/^(?:server\/systems\/client|node_modules)\//u.test(path))).toEqual([]);
  });

  it('is under the MIT License, and carries it', async () => {
    const description: unknown = JSON.parse(await readFile(join(lethe(), 'package.json'), 'utf8'));
    expect(description).toMatchObject({ name: 'lethe', license: 'MIT' });
    expect(await readFile(join(lethe(), 'LICENSE'), 'utf8')).toContain('SPDX-License-Identifier: MIT');
  });

  it('compiles in a strict project that checks libraries too, and every wrong use of it does not', async () => {
    await run(process.execPath, [TSC, '-p', project], project);
    await writeFile(join(project, 'unneeded.ts'), '// @ts-expect-error -- nothing wrong\nexport {};\n');
    const unneeded = run(process.execPath, [TSC, '--noEmit', 'unneeded.ts', '--ignoreConfig'], project);
    await expect(unneeded).rejects.toThrow("Unused '@ts-expect-error' directive");
  });

  it('runs on Node', async () => {
    const { key } = await systemNotifiedOfAnErasure(server, 'Node', 'node-1');
    const { stdout } = await run(process.execPath, ['built/story.js', server.url, key, 'node-2'], project);
    expect(JSON.parse(stdout)).toEqual(story('node-1'));
  });

  it('compiles and runs on Deno, under no permission but the one to call Lethe', async () => {
    const { key } = await systemNotifiedOfAnErasure(server, 'Deno', 'deno-1');
    await run(DENO, ['check', 'story.ts', 'wrong.ts'], project);
    const args = ['run', '--no-prompt', loopback(), 'story.ts', server.url, key, 'deno-3'];
    const { stdout } = await run(DENO, args, project);
    expect(JSON.parse(stdout)).toEqual(story('deno-1'));
  });

  it('needs no npm on Deno: one file and an import map will do, with the types', async () => {
    const { key } = await systemNotifiedOfAnErasure(server, 'Deno without npm', 'deno-2');
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

describe('docs/connecting.md', () => {
  it('has an example of the client that compiles, runs, tells the outcomes apart and acknowledges', async () => {
    const told = ['block', 'star', 'destroy'] as const;
    // Its handler throws the first time, and the others go on.
    await systemNotifiedOfAnErasure(server, 'Reads the page', 'to fail once');
    const keys = [(await systemNotifiedOfAnErasure(server, 'Reads the page', 'to be late')).key];
    for (const outcome of told)
      keys.push((await systemNotifiedOfAnErasure(server, 'Reads the page', `to ${outcome}`, outcome)).key);
    await server.database.pools.app`
      update lethe.erasure_notices set external_ids = '{}' where external_ids = '{to be late}'`;
    keys.push((await systemNotifiedOfAnErasure(server, 'Reads the page', 'never linked')).key);
    const records = [
      { kind: 'invoice', externalId: 'a', shared: true },
      { kind: 'service', externalId: 'b', shared: false },
    ];
    await server.database.pools.app`update lethe.erasure_notices set external_ids = '{}', linked = false,
      records = ${server.database.pools.app.json(records)} where external_ids = '{never linked}'`;
    const [key = ''] = keys;
    // The reader's own functions print here that they were called.
    const written = (await example('ts'))
      .replaceAll(
        /(\w+): async \(what: What, externalId: string\) => \{\}/gu,
        "$1: async (what: What, externalId: string) => (fail(externalId), console.log('$1', what, externalId))",
      )
      .replace('compare = async () => {}', "compare = async () => console.log('compare')");
    await writeFile(join(project, 'readme.ts'), `${NODE}\n${FAIL_ONCE}\n${written}`);
    await run(process.execPath, [TSC, '--ignoreConfig', ...FLAGS, 'readme.ts'], project);
    const variables = { LETHE_URL: server.url, LETHE_KEY: key };
    const running = spawn(process.execPath, ['readme.js'], { cwd: project, env: variables, stdio: 'pipe' });
    const said = text(running.stdout);
    const done = ['compared', ...told, 'by records'].map(() => 'done');
    await expect.poll(() => acknowledged('Reads the page'), { timeout: 15_000 }).toEqual(done);
    // The next erasure ends the wait; the failed one is returned with it.
    await systemNotifiedOfAnErasure(server, 'Reads the page', 'to be next');
    await expect
      .poll(() => acknowledged('Reads the page'), { timeout: 15_000 })
      .toEqual([...done, 'done', 'done']);
    running.kill();
    expect((await said).trim().split('\n')).toEqual([
      'do not send',
      'compare',
      ...told.map((outcome) => `${outcome} customer to ${outcome}`),
      'destroy service b',
      'compare',
      'destroy customer to fail once',
      'destroy customer to be next',
    ]);
  });

  it('has an example of a dashboard that compiles, and lists what is overdue', async () => {
    const { client: admin } = await signedInAdmin(server);
    const { key } = await registerSystem(server, admin, 'Dashboard', ['requests:read']);
    const { requestId } = await newRequest({ server });
    const [{ number }] = await server.database.pools.app<[{ number: number }]>`
      update lethe.data_requests set answer_by = '2026-01-31' where id = ${requestId} returning number::int`;
    await writeFile(join(project, 'dashboard.ts'), `${NODE}\n${await example('ts', 'dashboard')}`);
    await run(process.execPath, [TSC, '--ignoreConfig', ...FLAGS, 'dashboard.ts'], project);
    const variables = { LETHE_URL: server.url, LETHE_DASHBOARD_KEY: key };
    const running = spawn(process.execPath, ['dashboard.js'], {
      cwd: project,
      env: variables,
      stdio: 'pipe',
    });
    expect(await text(running.stdout)).toBe(`${number} 2026-01-31 ${requestId}\n`);
  });

  it('has an example of a receiver that compiles, takes each message once and refuses what is forged', async () => {
    const port = await freePort();
    server.deps.webhookHosts = [{ host: '127.0.0.1', port }];
    const { client: admin } = await signedInAdmin(server);
    const { secret, webhookId } = await admin.call<Record<'secret' | 'webhookId', string>>(
      'admin.webhooks.create',
      {
        url: `http://127.0.0.1:${port}/`,
        events: ['request.created'],
      },
    );
    const written = (await example('ts', 'verifyWebhook')).replace(
      '.listen(8080)',
      ".listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listens'))",
    );
    await writeFile(join(project, 'receiver.ts'), written);
    await run(process.execPath, [TSC, '--ignoreConfig', ...NODE_FLAGS, 'receiver.ts'], project);
    const variables = { LETHE_WEBHOOK: secret, PORT: String(port) };
    const running = spawn(process.execPath, ['receiver.js'], { cwd: project, env: variables, stdio: 'pipe' });
    let said = '';
    running.stdout.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
    onTestFinished(() => void running.kill());
    await eventually(() => expect(said).toBe('listens\n'));

    runWorker({ server });
    const sql = server.database.pools.app;
    await admin.call('admin.webhooks.sendTest', { webhookId });
    await eventually(async () =>
      expect(await sql`select from lethe.webhook_deliveries where status = 'delivered'`).toHaveLength(1),
    );
    await sql`delete from lethe.webhook_deliveries`;
    const { requestId } = await newRequest({ server });
    const delivered = async () => {
      const rows = await sql<{ id: string }[]>`
        select id from lethe.webhook_deliveries where status = 'delivered' and last_code = 'status_204'`;
      expect(rows).toHaveLength(1);
      return rows[0]!.id;
    };
    await eventually(delivered);
    await sql`update lethe.webhook_deliveries set status = 'failed', last_code = null`;
    await admin.call('admin.webhooks.resend', {
      deliveryId: (await sql<[{ id: string }]>`select id from lethe.webhook_deliveries`)[0].id,
    });
    await eventually(delivered);
    const forged = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      headers: {
        'webhook-id': 'x',
        'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
        'webhook-signature': `v1,${btoa('x'.repeat(32))}`,
      },
      body: JSON.stringify({ type: 'request.created', data: { requestId: 'forged' } }),
    });
    expect(forged.status).toBe(401);
    expect(said).toBe(`listens\nrequest.created ${requestId}\n`);
  });

  it.runIf(hasCurl)('has calls by curl that work as they are printed', async () => {
    const { key } = await systemNotifiedOfAnErasure(server, 'Calls by hand', 'readme-2');
    const variables = `export LETHE_URL='${server.url}' LETHE_KEY='${key}'`;
    const { stdout } = await run('sh', ['-e', '-c', `${variables}\n${await example('sh')}`], project);
    const answers = stdout.replaceAll('}{', '}\n{').split('\n');
    expect(answers.map((answer) => JSON.parse(answer) as unknown)).toMatchObject([
      { result: { data: { results: [{ index: 0, customerId: expect.any(String) }] } } },
      { result: { data: { allowed: false } } },
      { result: { data: { items: [{ externalIds: ['readme-2'], outcome: 'destroy' }] } } },
      { result: { data: { result: 'done' } } },
    ]);
    expect(await acknowledged('Calls by hand')).toEqual(['done']);
  });
});

const FAIL_ONCE = `const failed = new Set<string>();
const fail = (id: string) => { if (id === 'to fail once' && failed.size === 0) { failed.add(id); throw new Error('busy'); } };`;
const NODE = 'declare const process: { env: Record<string, string | undefined> };';
const FLAGS = ['--strict', '--target', 'es2022', '--module', 'nodenext', '--types', ''];

const NODE_FLAGS = [...FLAGS.slice(0, -1), 'node', '--typeRoots', resolve('node_modules/@types')];

/** The first block of the page for whoever connects a system that has these words. */
async function example(language: string, having = ''): Promise<string> {
  const blocks = await blocksOf('docs/connecting.md', language);
  return blocks.find((block) => block.includes(having)) ?? '';
}

const acknowledged = async (system: string): Promise<string[]> =>
  (
    await server.database.pools.app<{ result: string }[]>`
      select n.result from lethe.erasure_notices n join lethe.systems r on r.id = n.system_id
      where r.name = ${system} and n.result is not null`
  ).map(({ result }) => result);

const story = (externalId: string) => ({
  rows: ['taken'],
  reason: 'never_granted',
  told: [[externalId, 'destroy']],
  results: ['done'],
  after: 0,
  missing: 'erasure_not_found',
});
