import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freePort } from '../../db/free-port.ts';
import { secretIn } from '../../launch/secrets.ts';
import { TEST_BUILD, testBuild } from '../support/build.ts';
import { createDatabase } from '../support/database.ts';
import { eventually, untilSomebodyWaits } from '../support/waiting.ts';

const script = `import { run } from './${TEST_BUILD}/launch.js';
  import { explain } from './launch/words.mjs';
  run({ root: process.cwd(), build: '${TEST_BUILD}', runtime: 'deno' }).then(
    (code) => (process.exitCode = code),
    (error) => { console.error(explain(error)); process.exitCode = 1; },
  );`;

describe('the start', { timeout: 90_000 }, () => {
  let data: string;
  let port: number;
  let running: ChildProcess[] = [];

  beforeAll(testBuild);
  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'lethe-launch-'));
    port = await freePort();
  });
  afterEach(async () => {
    for (const child of running) await end(child, 'SIGTERM');
    running = [];
    await rm(data, { recursive: true, force: true });
  });

  function launch(environment: Record<string, string> = {}, detached = false, code = script): ChildProcess {
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
      env: { PATH, PORT: String(port), LETHE_DATA: data, ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
      detached,
    });
    running.push(child);
    return child;
  }
  async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    child.kill(signal);
    await once(child, 'exit');
    return child.exitCode;
  }
  async function isHealthy(): Promise<boolean> {
    return fetch(`http://127.0.0.1:${port}/health`).then(
      (response) => response.ok,
      () => false,
    );
  }
  const until = (healthy: boolean) => eventually(async () => expect(await isHealthy()).toBe(healthy), 40_000);
  const postgres = async () =>
    Number((await readFile(join(data, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]);
  async function refusal(child: ChildProcess): Promise<string> {
    let said = '';
    child.stderr!.on('data', (chunk) => (said += String(chunk)));
    await once(child, 'close');
    expect(child.exitCode).toBe(1);
    return said.trim();
  }

  test('ends cleanly on Ctrl-C and starts again on the same data', async () => {
    for (let round = 0; round < 2; round++) {
      const child = launch();
      await until(true);
      expect(await end(child, 'SIGINT')).toBe(0);
      expect(await isHealthy()).toBe(false);
    }
  });

  test('ends cleanly on Ctrl-C while it fills a new database, and the next start finds or makes a whole demo', async () => {
    const database = await createDatabase();
    const { app } = database.pools;
    const people = () => app`select from lethe.users`;
    let child: ChildProcess | undefined;
    let code: number | null | undefined;
    await app.begin(async (tx) => {
      // The last table that is filled.
      await tx`lock table lethe.erasure_notices in share mode`;
      child = launch({ DATABASE_URL: database.url, LETHE_DEMO: '1' }, true);
      await untilSomebodyWaits(app);
      // A terminal sends it to all at once.
      process.kill(-child.pid!, 'SIGINT');
      [code] = (await once(child, 'exit')) as [number | null];
    });
    expect([code, await people()]).toEqual([0, []]);
    const again = launch({ DATABASE_URL: database.url, LETHE_DEMO: '1' });
    await until(true);
    expect((await app`select from lethe.erasure_notices`).length).toBeGreaterThan(0);
    await end(again, 'SIGINT');
    await database.drop();
  });

  test('ends when its database ends by itself, and says so', async () => {
    const child = launch();
    await until(true);
    const said = refusal(child);
    process.kill(await postgres(), 'SIGKILL');
    expect(await said).toMatch(/^lethe: PostgreSQL ended by itself, and the server with it;/mu);
    expect(await isHealthy()).toBe(false);
  });

  test('ends its database when the server cannot be started', async () => {
    // No package is installed there.
    const child = launch({}, false, script.replace('process.cwd()', JSON.stringify(data)));
    expect(await refusal(child)).toMatch(/^Cannot find module 'deno/u);
    await expect(postgres()).rejects.toThrow();
  });

  test('killed with -9 it takes its server along, and leaves nothing that stops the next start', async () => {
    const child = launch();
    await until(true);
    await end(child, 'SIGKILL');
    await until(false);
    launch();
    await until(true);
  });

  test('interrupted while it makes its data folder, the next start makes it', async () => {
    const child = launch();
    const half = async () => (await readdir(data)).some((name) => name.startsWith('postgres.new'));
    while (!(await half())) await sleep(5);
    await sleep(100);
    await end(child, 'SIGKILL');
    launch();
    await until(true);
    expect(await half()).toBe(false);
  });

  test('starts at once on a new folder take the same secret', async () => {
    const secrets = await Promise.all(Array.from({ length: 20 }, () => secretIn(data, 'secret')));
    expect(new Set(secrets).size).toBe(1);
    expect(secrets[0]).toHaveLength(43);
    expect(await readdir(data)).toEqual(['secret']);
    expect((await stat(join(data, 'secret'))).mode & 0o077).toBe(0);
  });

  test('respects a start that still runs on the same folder', async () => {
    launch();
    await until(true);
    expect(await refusal(launch({ PORT: String(await freePort()) }))).toMatch(
      /is in use by another start \(process \d+\)$/,
    );
    expect(await isHealthy()).toBe(true);
  });

  test('of two starts at once on a new folder one takes it', async () => {
    const both = [launch(), launch({ PORT: String(port + 200) })];
    const refused = await Promise.any(both.map(refusal));
    expect(refused).toMatch(/is in use by another start \(process \d+\)$/);
    expect(both.filter(({ exitCode }) => exitCode === null)).toHaveLength(1);
  });

  test('says in one line that its folder is a file', async () => {
    await writeFile(join(data, 'file'), '');
    expect(await refusal(launch({ LETHE_DATA: join(data, 'file') }))).toMatch(
      /file is not what Lethe expects there: .*$/,
    );
  });

  test('is no demo at a public address, and refuses the folder of one', async () => {
    const proxied = { LETHE_URL: 'https://data.example' };
    expect(await refusal(launch({ ...proxied, LETHE_DEMO: '1' }))).toMatch(
      /^LETHE_DEMO must be 0 .*LETHE_URL/u,
    );
    const child = launch();
    await until(true);
    await end(child, 'SIGINT');
    for (const given of [proxied, { LETHE_PROXY: '127.0.0.1' }, { LETHE_DEMO: '0' }])
      expect(await refusal(launch(given))).toMatch(/^lethe: This database was filled as a demo/u);
    await rm(data, { recursive: true });
    launch(proxied);
    await until(true);
    const password = 'lethe-demo-password';
    const answer = await fetch(`http://127.0.0.1:${port}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: proxied.LETHE_URL },
      body: JSON.stringify({ email: 'admin@lethe.example', password }),
    });
    expect(answer.status).toBe(401);
  });

  test.each(['/proc/x', '/proc', '/proc/self/x/y', '/sys/x', '/dev/null', '/dev/null/x'])(
    'says in one line, and soon, that nothing can be kept in %s',
    async (folder) => {
      const started = Date.now();
      const said = await refusal(launch({ LETHE_DATA: folder }));
      expect(said).toMatch(/^LETHE_DATA \/[^\n]*$/u);
      expect(said).toContain(folder);
      expect(Date.now() - started).toBeLessThan(20_000);
    },
  );

  test('says in one line that a variable is misspelt, and names the nearest', async () => {
    expect(await refusal(launch({ LETHE_DMEO: '0' }))).toBe(
      'LETHE_DMEO is no variable of Lethe; did you mean LETHE_DEMO?',
    );
  });

  test('says in one line that the port is taken, or that a variable is malformed', async () => {
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    expect(await refusal(launch())).toMatch(/^PORT \d+ is taken;.*$/);
    other.close();
    expect(await refusal(launch({ LETHE_DEMO: 'maybe' }))).toBe('LETHE_DEMO must be 0 or 1');
  });
});
