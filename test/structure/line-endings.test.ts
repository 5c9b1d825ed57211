import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('every text file has the line endings of Unix, also in a checkout on Windows', () => {
  const files = execFileSync('git', ['ls-files', '--eol'], { encoding: 'utf8' }).trim().split('\n');
  expect(files.length).toBeGreaterThan(100);
  const others = files.filter((file) => !/^i\/(lf|none|-text) +w\/\S+ +attr\/text=auto eol=lf\s/u.test(file));
  expect(others).toEqual([]);
});
