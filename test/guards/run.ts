import { type Copy, copyTree } from './copy.ts';
import type { Patch } from './patch.ts';
import { patches } from './patches.ts';
import { runTests } from './run-tests.ts';

/** What became of a patch: its tests failed and named the guard, failed in other words, or passed. */
type Result = 'caught' | 'UNNAMED' | 'UNNOTICED';

const say = (line: string) => process.stdout.write(`${line}\n`);

/**
 * Takes one guard after the other out of a copy and runs the tests that must notice. Prints a table; answers the exit code, which is 0 only
 * where each was noticed, by a failure that names it. `words`: only guards or files with one of these.
 */
export async function checkGuards(root: string, words: readonly string[]): Promise<number> {
  const chosen = patches.filter(
    ({ guard, file }) =>
      words.length === 0 ||
      words.some((word) => `${guard} ${file}`.toLowerCase().includes(word.toLowerCase())),
  );
  const copy = await copyTree(root);
  try {
    if (!(await passesUnpatched(copy, chosen))) return 1;
    const width = Math.max(...chosen.map(({ guard }) => guard.length));
    const results: Result[] = [];
    for (const patch of chosen) {
      const started = Date.now();
      const { result, failed } = await tryPatch(copy, patch);
      results.push(result);
      const seconds = String(Math.round((Date.now() - started) / 1_000)).padStart(4);
      say(`${patch.guard.padEnd(width)}  ${result.padEnd(9)} ${seconds} s  ${patch.file}`);
      if (result === 'UNNAMED') say(`  no "${patch.says}" in: ${failed?.slice(0, 2_000)}`);
    }
    const caught = results.filter((result) => result === 'caught').length;
    say(`\n${results.length} guards taken out, ${caught} noticed by name.`);
    return caught === results.length ? 0 : 1;
  } finally {
    await copy.remove();
  }
}

/** A test that fails anyway notices nothing. */
async function passesUnpatched({ folder }: Copy, chosen: readonly Patch[]): Promise<boolean> {
  const files = [...new Set(chosen.flatMap(({ tests }) => tests))];
  say(`${chosen.length} guards, ${files.length} test files; first with every guard in place.`);
  const failed = await runTests(folder, files);
  if (failed !== null) say(`These fail by themselves:\n${failed}`);
  return failed === null;
}

async function tryPatch(copy: Copy, patch: Patch): Promise<{ result: Result; failed: string | null }> {
  const failed = await copy.without(patch, () => runTests(copy.folder, patch.tests));
  if (failed === null) return { result: 'UNNOTICED', failed };
  return { result: failed.includes(patch.says) ? 'caught' : 'UNNAMED', failed };
}
