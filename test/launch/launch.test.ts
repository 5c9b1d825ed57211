import { once } from 'node:events';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { freePort } from '../../db/free-port.ts';
import { secretIn } from '../../launch/secrets.ts';
import { end, refusal, SCRIPT, test } from '../support/launcher.ts';

describe('the start', { timeout: 90_000 }, () => {
  test('ends cleanly on Ctrl-C and starts again on the same data', async ({ start }) => {
    for (let round = 0; round < 2; round++) {
      const child = start.launch();
      await start.until(true);
      expect(await end(child, 'SIGINT')).toBe(0);
      expect(await start.isHealthy()).toBe(false);
    }
  });

  test('ends when its database ends by itself, and says so', async ({ start }) => {
    const child = start.launch();
    await start.until(true);
    const said = refusal(child);
    process.kill(await start.postgres(), 'SIGKILL');
    expect(await said).toMatch(/^lethe: PostgreSQL ended by itself, and the server with it;/mu);
    expect(await start.isHealthy()).toBe(false);
  });

  test('ends its database when the server cannot be started', async ({ start }) => {
    // No package is installed there.
    const child = start.launch({}, { script: SCRIPT.replace('process.cwd()', JSON.stringify(start.data)) });
    expect(await refusal(child)).toMatch(/^Cannot find module 'deno/u);
    await expect(start.postgres()).rejects.toThrow();
  });

  test('killed with -9 it takes its server along, and leaves nothing that stops the next start', async ({
    start,
  }) => {
    const child = start.launch();
    await start.until(true);
    await end(child, 'SIGKILL');
    await start.until(false);
    start.launch();
    await start.until(true);
  });

  test('starts at once on a new folder take the same secret', async ({ start }) => {
    const secrets = await Promise.all(Array.from({ length: 20 }, () => secretIn(start.data, 'secret')));
    expect(new Set(secrets).size).toBe(1);
    expect(secrets[0]).toHaveLength(43);
    expect(await readdir(start.data)).toEqual(['secret']);
    expect((await stat(join(start.data, 'secret'))).mode & 0o077).toBe(0);
  });

  test('respects a start that still runs on the same folder', async ({ start }) => {
    start.launch();
    await start.until(true);
    expect(await refusal(start.launch({ PORT: String(await freePort()) }))).toMatch(
      /is in use by another start \(process \d+\)$/,
    );
    expect(await start.isHealthy()).toBe(true);
  });

  test('says in one line that its folder is a file', async ({ start }) => {
    await writeFile(join(start.data, 'file'), '');
    expect(await refusal(start.launch({ LETHE_DATA: join(start.data, 'file') }))).toMatch(
      /file is not what Lethe expects there: .*$/,
    );
  });

  test('is no demo at a public address, and refuses the folder of one', async ({ start }) => {
    const proxied = { LETHE_URL: 'https://data.example' };
    expect(await refusal(start.launch({ ...proxied, LETHE_DEMO: '1' }))).toMatch(
      /^LETHE_DEMO must be 0 .*LETHE_URL/u,
    );
    const child = start.launch();
    await start.until(true);
    await end(child, 'SIGINT');
    for (const given of [proxied, { LETHE_PROXY: '127.0.0.1' }, { LETHE_DEMO: '0' }])
      expect(await refusal(start.launch(given))).toMatch(/^lethe: This database was filled as a demo/u);
    await rm(start.data, { recursive: true });
    start.launch(proxied);
    await start.until(true);
    const password = 'lethe-demo-password';
    const answer = await fetch(`http://127.0.0.1:${start.port}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: proxied.LETHE_URL },
      body: JSON.stringify({ email: 'admin@lethe.example', password }),
    });
    expect(answer.status).toBe(401);
  });

  test.for(['/proc/x', '/proc', '/proc/self/x/y', '/sys/x', '/dev/null', '/dev/null/x'])(
    'says in one line, and soon, that nothing can be kept in %s',
    async (folder, { start }) => {
      const began = Date.now();
      const said = await refusal(start.launch({ LETHE_DATA: folder }));
      expect(said).toMatch(/^LETHE_DATA \/[^\n]*$/u);
      expect(said).toContain(folder);
      expect(Date.now() - began).toBeLessThan(20_000);
    },
  );

  test('says in one line that a variable is misspelt, and names the nearest', async ({ start }) => {
    expect(await refusal(start.launch({ LETHE_DMEO: '0' }))).toBe(
      'LETHE_DMEO is no variable of Lethe; did you mean LETHE_DEMO?',
    );
  });

  test('says in one line that the port is taken, or that a variable is malformed', async ({ start }) => {
    const other = createServer().listen(start.port, '127.0.0.1');
    await once(other, 'listening');
    expect(await refusal(start.launch())).toMatch(/^PORT \d+ is taken;.*$/);
    other.close();
    expect(await refusal(start.launch({ LETHE_DEMO: 'maybe' }))).toBe('LETHE_DEMO must be 0 or 1');
  });
});
