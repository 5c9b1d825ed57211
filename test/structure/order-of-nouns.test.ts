import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';

const SERVER = new URL('../../server/', import.meta.url).pathname;

/** Lowest first. A folder's files import folders of earlier lines only; its doors compose what they need. */
const ORDER = [
  'calendar',
  'values',
  'personal-data',
  'audit',
  'settings',
  'webhooks',
  'blacklist',
  'notifications',
  'customers',
  'systems/external-ids',
  'systems/keys',
  'systems/erasures',
  'matches',
  'accounts',
  'team',
  'systems/intake',
  'consents',
  'exports',
  'requests',
];
/** Files that know no noun, and that every noun may use. */
const PRIMITIVES = new Set(
  [
    'runtime/attempt',
    'runtime/bell',
    'runtime/log',
    'runtime/rate-limit',
    'runtime/concurrency-limit',
    'runtime/loopback',
    'runtime/retry-after',
    'runtime/schedule',
    'values/limits-and-periods',
    'values/url',
  ].map((name) => `${name}.ts`),
);
const ROOT = new Set(['errors.ts']);
/** The files that stand between the nouns and whoever calls: each composes procedures, or answers HTTP. */
const DOORS = /(?:^|\/)(?:customer|admin|public|system|http)\.ts$/u;

const nounOf = (file: string) => ORDER.find((noun) => file.startsWith(`${noun}/`));
const rankOf = (file: string) => ORDER.indexOf(nounOf(file) ?? '');

async function importsOf(file: string): Promise<string[]> {
  const text = await readFile(join(SERVER, file), 'utf8');
  return Array.from(text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/gu), ([, path]) =>
    relative(SERVER, join(SERVER, dirname(file), path!)),
  ).filter((path) => !path.startsWith('..'));
}

async function upwards(file: string): Promise<string[]> {
  if (nounOf(file) === undefined || DOORS.test(file)) return [];
  const imports = await importsOf(file);
  const isBelow = (path: string) =>
    ROOT.has(path) || PRIMITIVES.has(path) || (nounOf(path) !== undefined && rankOf(path) <= rankOf(file));
  return imports
    .filter((path) => !isBelow(path) || DOORS.test(path))
    .map((path) => `${file} imports ${path}`);
}

const files = (await readdir(SERVER, { recursive: true })).filter((file) => file.endsWith('.ts'));

it('nouns import downwards only, in the order of the list', async () => {
  expect((await Promise.all(files.map(upwards))).flat()).toEqual([]);
});

it('docs/architecture.md has the same list, and names the same files that know no noun', async () => {
  const page = await readFile(join(SERVER, '../docs/architecture.md'), 'utf8');
  const [, list = '', exceptions = ''] =
    /lowest first:\n\n([^\n]+(?:\n[^\n]+)*)\n\n(- A file of a noun[\s\S]*?)\n- /u.exec(page) ?? [];
  expect(Array.from(list.matchAll(/`([^`]+)`/gu), ([, noun]) => noun)).toEqual(ORDER);
  const runtime = Array.from(exceptions.matchAll(/`([a-z-]+)`/gu), ([, name]) => `runtime/${name}.ts`);
  expect(runtime.toSorted()).toEqual(
    [...PRIMITIVES].filter((file) => file.startsWith('runtime/')).toSorted(),
  );
});

it('every folder of the server is in the list, or one of the few that run and serve them', () => {
  const others = /^(?:http|runtime|systems\/client|systems\/openapi)\//u;
  expect(
    files.filter((file) => file.includes('/') && nounOf(file) === undefined && !others.test(file)),
  ).toEqual(['systems/router.ts']);
});
