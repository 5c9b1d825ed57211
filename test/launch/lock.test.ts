import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '../support/waiting.ts';

const lock = fileURLToPath(new URL('../../launch/lock.mjs', import.meta.url));
/** No process has such a number. */
const KILLED = '4194399';
const STARTS = 5;
const ROUNDS = 40;

let root: string;
let running: ChildProcess[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lethe-lock-'));
});
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  running = [];
  await rm(root, { recursive: true });
});

function start(code: string): ChildProcess {
  const head = `import { mkdirSync, rmdirSync } from 'node:fs';
    import { withLock } from ${JSON.stringify(lock)};
    const root = ${JSON.stringify(root)};
    const later = (ms) => new Promise((done) => setTimeout(done, ms));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', head + code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  return child;
}

/** Ends with 1 where another start has the lock meanwhile: only one of them can make the folder beside it. */
const workAlone = (lockFile: string, ms: number) => `await withLock(root + ${lockFile}, async () => {
    mkdirSync(root + ${lockFile} + '.busy');
    await later(${ms});
    rmdirSync(root + ${lockFile} + '.busy');
  });`;

const exitCodes = async (code: string) => {
  const ended = await Promise.all(Array.from({ length: STARTS }, () => once(start(code), 'exit')));
  return ended.map(([exitCode]) => exitCode as number);
};

test('of several starts at once one has the lock at a time, also after one that was killed', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const file = join(root, `${round}.lock`);
    // Before 0.1.0 a lock was a file.
    if (round % 2 === 0) await writeFile(file, KILLED);
    else await mkdir(file).then(() => writeFile(join(file, '1'), `${KILLED}\n0\n`));
  }
  const first = Date.now() + 2_000;
  const code = `for (let round = 0; round < ${ROUNDS}; round++) {
    while (Date.now() < ${first} + round * 40) continue;
    ${workAlone("'/' + round + '.lock'", 3)}
  }`;
  expect(await exitCodes(code)).toEqual([0, 0, 0, 0, 0]);
});

test('again and again one has the lock at a time, and few files stay', async () => {
  const code = `for (let round = 0; round < ${ROUNDS}; round++) ${workAlone("'/.install.lock'", 0)}`;
  expect(await exitCodes(code)).toEqual([0, 0, 0, 0, 0]);
  expect((await readdir(join(root, '.install.lock'))).length).toBeLessThan(12);
});

test('a lock is void where another process has the number of the one that held it', async () => {
  await mkdir(join(root, '.install.lock'));
  await writeFile(join(root, '.install.lock/1'), `${process.pid}\nanother start\n`);
  const child = start(`await withLock(root + '/.install.lock', async () => console.log('mine'));`);
  expect(await text(child.stdout!)).toBe('mine\n');
});

test('a lock from before, a file, does not stop the start', async () => {
  await writeFile(join(root, '.install.lock'), String(process.pid));
  const child = start(`await withLock(root + '/.install.lock', async () => console.log('mine'));`);
  expect(await text(child.stdout!)).toBe('mine\n');
});

test('who waits says for whom, and goes on when the other was killed', async () => {
  const holder = start(`await withLock(root + '/.install.lock', () => later(60_000));`);
  await eventually(async () =>
    expect(await readFile(join(root, '.install.lock/1'), 'utf8')).toMatch(/^\d+\n/u),
  );
  const waiter = start(`await withLock(root + '/.install.lock', async () => console.log('mine'));`);
  const said = text(waiter.stdout!);
  await once(waiter.stdout!, 'data');
  holder.kill('SIGKILL');
  expect(await said).toBe(`Waiting for process ${holder.pid} (.install.lock) …\nmine\n`);
});
