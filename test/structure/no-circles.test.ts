import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, normalize } from 'node:path';
import { expect, it } from 'vitest';

const files = execFileSync('git', ['ls-files', 'server', 'web', 'db', 'launch'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => /\.(?:ts|tsx|mjs)$/u.test(file));

/** What a file imports, types included. */
async function importsOf(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8');
  return Array.from(text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/gu), ([, path]) =>
    normalize(`${dirname(file)}/${path}`),
  );
}

/** Takes away, again and again, whatever imports nothing that is left: the rest stands in circles, or imports one. */
function circlesIn(imports: Map<string, string[]>): string[] {
  const left = new Map(imports);
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const [file, paths] of left) if (!paths.some((path) => left.has(path))) left.delete(file);
  }
  return [...left.keys()];
}

it('no file imports itself by way of others, not even for a type', async () => {
  const imports = new Map<string, string[]>();
  for (const file of files) imports.set(file, await importsOf(file));
  expect(imports.size).toBeGreaterThan(300);
  expect(circlesIn(imports)).toEqual([]);
});

it('a circle would be found', () => {
  const imports = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['b']],
    ['d', []],
  ]);
  expect(circlesIn(imports)).toEqual(['a', 'b', 'c']);
});
