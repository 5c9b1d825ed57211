import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from 'vitest';
import { freePort } from '../../db/free-port.ts';
import { TEST_BUILD, testBuild } from './build.ts';
import { eventually } from './waiting.ts';

/** What `npm start` runs once everything is installed and built. */
export const SCRIPT = `import { run } from './${TEST_BUILD}/launch.js';
  import { explain } from './launch/words.mjs';
  run({ root: process.cwd(), build: '${TEST_BUILD}', runtime: 'deno' }).then(
    (code) => (process.exitCode = code),
    (error) => { console.error(explain(error)); process.exitCode = 1; },
  );`;

export interface LaunchOptions {
  /** In a process group of its own, as a terminal has it. */
  detached?: boolean;
  script?: string;
}

export interface Launcher {
  /** The data folder and the port of every start that names no other. */
  data: string;
  port: number;
  launch(environment?: Record<string, string>, options?: LaunchOptions): ChildProcess;
  isHealthy(): Promise<boolean>;
  until(healthy: boolean): Promise<void>;
  /** The process number of the embedded PostgreSQL. */
  postgres(): Promise<number>;
}

export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  child.kill(signal);
  await once(child, 'exit');
  return child.exitCode;
}

/** What a start that refuses says. */
export async function refusal(child: ChildProcess): Promise<string> {
  let said = '';
  child.stderr!.on('data', (chunk) => (said += String(chunk)));
  await once(child, 'close');
  expect(child.exitCode).toBe(1);
  return said.trim();
}

function launcherOn(data: string, port: number, running: ChildProcess[]): Launcher {
  const isHealthy = () =>
    fetch(`http://127.0.0.1:${port}/health`).then(
      (response) => response.ok,
      () => false,
    );
  return {
    data,
    port,
    isHealthy,
    launch(environment = {}, { detached = false, script = SCRIPT } = {}) {
      const { PATH = '' } = process.env;
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        env: { PATH, PORT: String(port), LETHE_DATA: data, ...environment },
        stdio: ['ignore', 'ignore', 'pipe'],
        detached,
      });
      running.push(child);
      return child;
    },
    until: (healthy) => eventually(async () => expect(await isHealthy()).toBe(healthy), 40_000),
    postgres: async () =>
      Number((await readFile(join(data, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]),
  };
}

/** A test of starts on a data folder of its own; what it started is ended after it. */
// oxlint-disable-next-line no-empty-pattern -- Vitest reads in the pattern which fixtures this one needs
export const test = base.extend('start', async ({}, { onCleanup }): Promise<Launcher> => {
  await testBuild();
  const data = await mkdtemp(join(tmpdir(), 'lethe-launch-'));
  const running: ChildProcess[] = [];
  onCleanup(async () => {
    for (const child of running) await end(child, 'SIGTERM');
    await rm(data, { recursive: true, force: true });
  });
  return launcherOn(data, await freePort(), running);
});
