import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readUrl } from '../../server/values/url.ts';

/* Node 20 answers `URL.canParse` wrongly for letters such as `ü`, after some thousand calls with one text. */

it('an address with other letters is read the same, however often', () => {
  const read = new Set<unknown>();
  for (let n = 0; n < 50_000; n += 1) read.add(readUrl('https://bücher.example/')?.hostname);
  expect([...read]).toEqual(['xn--bcher-kva.example']);
});

it('nothing asks `URL.canParse`', () => {
  const files = ['server', 'db', 'launch', 'web'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(?:tsx?|mjs)$/u.test(path))
      .map((path) => `${folder}/${path}`),
  );
  expect(files.filter((path) => readFileSync(path, 'utf8').includes('.canParse('))).toEqual([]);
});
