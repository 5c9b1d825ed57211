import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

/** The folder below the root where the tests build; a running start keeps its own. */
export const TEST_BUILD = 'dist-test';

let built: Promise<string> | undefined;

/** What a browser sees and what Deno and Node run, built where a source has changed: only tests that need it wait for it. */
export function testBuild(): Promise<string> {
  built ??= promisify(execFile)(process.execPath, ['launch/build.mjs', TEST_BUILD]).then(() =>
    resolve(TEST_BUILD),
  );
  return built;
}
