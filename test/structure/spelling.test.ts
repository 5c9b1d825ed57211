import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.ts';

/* One spelling, in screens, letters, documents, comments and names: anonymization, behavior, catalog. */

const STEMS =
  'anonym|pseudonym|author|normal|serial|material|recogn|initial|organ|summar|minim|categor|synchron|final';
const OUR = 'behavi|col|fav|hon|lab|neighb';
const OTHER = new RegExp(
  `\\w*(?:(?:${STEMS})is(?:e|es|ed|ing|ation|ations)|(?:${OUR})our(?:s|ed|ing|ite|able|hood)?|catalog(?:ues?)|judg(?:ements?))\\b`,
  'giu',
);
/** What was applied once stays as it was; this file names what it looks for. */
const LEFT = /\/(?:node_modules|migrations|dist|data)$/u;

function* filesIn(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!LEFT.test(path)) yield* filesIn(path);
    } else if (/\.(?:tsx?|mjs|md|css|html|json|sql)$/u.test(path)) yield path;
  }
}

test.each([
  'server',
  'web',
  'db',
  'launch',
  'test',
  'docs',
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
])('%s spells in one way', (place) => {
  const files = place.endsWith('.md') ? [place] : [...filesIn(place)];
  const found = files.flatMap((path) =>
    (readFileSync(path, 'utf8').match(OTHER) ?? []).map((word) => `${path}: ${word}`),
  );
  expect(found).toEqual([]);
});

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

test('so does the consent text that a new installation shows', async () => {
  const texts = await database.pools.app<{ text: string }[]>`select text from lethe.consent_texts`;
  expect(texts.map(({ text }) => text).join('\n')).not.toMatch(OTHER);
  expect(texts[0]?.text).toContain('ask us to anonymize');
});
