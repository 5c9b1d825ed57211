import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FAILURES } from './reporter.ts';

/** A test that waits for what the guard did would wait for each of its states. */
const LONGEST_MINUTES = 10;
/** All files together also end on a machine that does something else meanwhile. */
const MINUTES_FOR_EACH_FILE = 1;

/** Runs test files of a copy. Answers what failed, in words; null where all passed. */
export async function runTests(folder: string, files: readonly string[]): Promise<string | null> {
  const report = join(folder, FAILURES);
  await rm(report, { force: true });
  const minutes = Math.max(LONGEST_MINUTES, files.length * MINUTES_FOR_EACH_FILE);
  const args = ['run', '--reporter=./test/guards/reporter.ts', ...files];
  const { code, said } = await vitest(folder, args, minutes);
  if (code === 0) return null;
  if (code === null) return `The tests did not end within ${minutes} minutes.`;
  // Where the start of the tests failed there is no report.
  const failures = await readFile(report, 'utf8').catch(() => '');
  return failures || said;
}

/** `code` is null where they were ended because it took longer. */
function vitest(
  folder: string,
  args: readonly string[],
  minutes: number,
): Promise<{ code: number | null; said: string }> {
  const program = join(folder, 'node_modules/vitest/vitest.mjs');
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const output of [child.stdout, child.stderr])
    output.on('data', (piece: Buffer) => (said = (said + piece.toString()).slice(-20_000)));
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGTERM');
  }, minutes * 60_000);
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => {
      clearTimeout(timer);
      done({ code: late ? null : code, said });
    });
  });
}
