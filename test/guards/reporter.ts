import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** Writes what failed as a person reads it, beside the tests: names, messages, and the lines in which a value differs. */
export default class FailureReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const failures = [...modules.flatMap(failuresIn), ...unhandled.map(wordsOf)];
    writeFileSync(join(process.cwd(), FAILURES), failures.join('\n'));
  }
}

/** In the folder of the copy. */
export const FAILURES = 'failures.txt';

const failuresIn = (module: TestModule): string[] => [
  ...module.errors().map(wordsOf),
  ...Array.from(module.children.allSuites()).flatMap((suite) => suite.errors().map(wordsOf)),
  ...Array.from(module.children.allTests('failed')).flatMap((test) => [
    test.fullName,
    ...(test.result().errors ?? []).map(wordsOf),
  ]),
];

/** Without stacks: names of files and functions would name the guard whatever failed. */
function wordsOf({ message, diff }: { message: string; diff?: string | undefined }): string {
  const differing = stripVTControlCharacters(diff ?? '')
    .split('\n')
    .filter((line) => /^[-+] /u.test(line));
  return [message, ...differing].join('\n');
}
