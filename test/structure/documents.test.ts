import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const documents = execFileSync('git', ['ls-files', '*.md'], { encoding: 'utf8' }).split('\n').filter(Boolean);

/** Links to files, and paths from the root in code marks, with `{a,b}` and `*` left to readers. */
function namedFiles(document: string): string[] {
  const text = readFileSync(document, 'utf8').replaceAll(/```[\s\S]*?```/gu, '');
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/gu)].map(([, path = '']) =>
    join(dirname(document), path),
  );
  const paths = [...text.matchAll(/`((?:db|docs|launch|server|test|web)\/[\w./-]+\.\w+)`/gu)].map(
    ([, path = '']) => path,
  );
  return [...links, ...paths];
}

it.each(documents)('%s names files that are there', (document) => {
  expect(namedFiles(document).filter((path) => !existsSync(path))).toEqual([]);
});

it.each(['server', 'web', 'web/admin', 'test'])('the README of %s names each folder in it', (folder) => {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const page = readFileSync(join(folder, 'README.md'), 'utf8');
  expect(folders.map(({ name }) => name).filter((name) => !page.includes(`\`${name}/`))).toEqual([]);
});
