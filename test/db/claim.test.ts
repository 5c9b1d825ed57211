import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimFolder, InUseError } from '../../db/claim.ts';
import { denoBinary } from '../../launch/child.ts';

const STARTS = 5;
const ROUNDS = 150;

interface Claimant {
  child: ChildProcess;
  say: (line: string) => Promise<string>;
}

let folder: string;
let claimants: Claimant[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lethe-claim-'));
  claimants = Array.from({ length: STARTS }, startClaimant);
  // Each has read its files by then.
  await Promise.all(claimants.map(({ say }) => say(' 0')));
});
afterAll(async () => {
  for (const { child } of claimants) {
    child.stdin!.end();
    await once(child, 'exit');
  }
  await rm(folder, { recursive: true });
});

function startClaimant(): Claimant {
  const child = spawn(denoBinary(resolve('.')), ['run', '-A', '--no-lock', 'test/support/claimant.ts'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    async say(line) {
      child.stdin.write(`${line}\n`);
      return (await lines.next()).value as string;
    },
  };
}

const round = async (path: string) => {
  const at = Date.now() + 15;
  const answers = await Promise.all(claimants.map(({ say }) => say(`${path} ${at}`)));
  return answers.filter((answer) => answer === 'taken').length;
};

test('of several starts in one moment on a folder whose launcher was killed exactly one takes it', async () => {
  // No process has such a number.
  const killed = '4194399\nnode launch/start.mjs\n0\n';
  const winners: number[] = [];
  for (let n = 0; n < ROUNDS; n++) {
    const path = await mkdtemp(join(folder, 'killed-'));
    const before = n % 3;
    if (before > 0) await writeFile(join(path, 'in-use.pid'), killed);
    if (before > 1) await writeFile(join(path, 'in-use.1.pid'), killed);
    winners.push(await round(path));
  }
  expect(winners.filter((count) => count !== 1)).toEqual([]);
}, 120_000);

test('on one folder, again and again after a clean end, exactly one takes it, and few files stay', async () => {
  const path = await mkdtemp(join(folder, 'again-'));
  for (let n = 0; n < 60; n++) {
    await Promise.all(claimants.map(({ say }) => say(' 0')));
    expect(await round(path)).toBe(1);
  }
  expect((await readdir(path)).length).toBeLessThan(12);
}, 120_000);

test('one process takes it once, and again when it was released', async () => {
  const path = await mkdtemp(join(folder, 'own-'));
  const all = await Promise.allSettled(Array.from({ length: 20 }, () => claimFolder(path)));
  const taken = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(taken).toHaveLength(1);
  await expect(claimFolder(path)).rejects.toThrow(InUseError);
  taken[0]!.release();
  (await claimFolder(path)).release();
});
