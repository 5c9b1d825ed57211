import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FAILURES } from './reporter.ts';

/** A test that waits for what the guard did would wait for each of its states. */
const LONGEST_MS = 10 * 60_000;

/** Runs test files of a copy. Answers what failed, in words; null where all passed. */
export async function runTests(folder: string, files: readonly string[]): Promise<string | null> {
  const report = join(folder, FAILURES);
  await rm(report, { force: true });
  const { code, said } = await vitest(folder, ['run', '--reporter=./test/guards/reporter.ts', ...files]);
  if (code === 0) return null;
  // Where the start of the tests failed there is no report.
  const failures = await readFile(report, 'utf8').catch(() => '');
  return failures || said;
}

function vitest(folder: string, args: readonly string[]): Promise<{ code: number | null; said: string }> {
  const program = join(folder, 'node_modules/vitest/vitest.mjs');
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const output of [child.stdout, child.stderr])
    output.on('data', (piece: Buffer) => (said = (said + piece.toString()).slice(-20_000)));
  const timer = setTimeout(() => child.kill('SIGTERM'), LONGEST_MS);
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => {
      clearTimeout(timer);
      done({ code, said });
    });
  });
}
