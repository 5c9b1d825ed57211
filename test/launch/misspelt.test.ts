import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { explainMisspelt, findMisspelt } from '../../launch/misspelt.ts';
import { migrationVariableNames, variableNames } from '../../server/env.ts';

const KNOWN = [...new Set<string>([...variableNames, ...migrationVariableNames, 'LETHE_DATA'])];
const found = (given: Record<string, string>) => findMisspelt(given, KNOWN);

/** What fingers do to a name. */
const slip = fc
  .record({
    kind: fc.constantFrom('leave out', 'double', 'swap', 'change', 'put in', 'case', 'dash'),
    at: fc.nat(),
    letter: fc.constantFrom(...'ABCDEMUXYZ01_'.split('')),
  })
  .map(({ kind, at, letter }) => (name: string) => {
    const i = at % (name.length - 1);
    const [a, b] = [name[i]!, name[i + 1]!];
    const [head, tail] = [name.slice(0, i), name.slice(i + 1)];
    if (kind === 'leave out') return head + tail;
    if (kind === 'double') return head + a + a + tail;
    if (kind === 'swap') return head + b + a + name.slice(i + 2);
    if (kind === 'change') return head + letter + tail;
    if (kind === 'put in') return head + letter + a + tail;
    return kind === 'case' ? name.toLowerCase() : name.replaceAll('_', '-');
  });

test('a slip of the fingers in any long name is found, and the name that was meant is named', () => {
  const long = KNOWN.filter((name) => name.length >= 8);
  fc.assert(
    fc.property(fc.constantFrom(...long), slip, (meant, slipped) => {
      const name = slipped(meant);
      fc.pre(!KNOWN.includes(name));
      expect(found({ [name]: 'x' }).map(({ nearest }) => nearest)).toEqual([meant]);
    }),
    { numRuns: 5_000 },
  );
});

test('no right name is taken for a misspelt one, whatever else is set', () => {
  fc.assert(
    fc.property(fc.subarray(KNOWN), (names) => {
      expect(found(Object.fromEntries(names.map((name) => [name, 'x'])))).toEqual([]);
    }),
  );
});

test.each(['LETHE', 'LETHE_', 'LETHEURL', 'lethe_url', 'LETHE_SOMETHING_ELSE', 'Lethe_Port'])(
  '%s begins with our name, so the start stops',
  (name) => {
    expect(found({ [name]: 'x' })[0]).toMatchObject({ name, ours: true });
  },
);

test('what others call their own is none of ours', () => {
  const others = [
    'PATH',
    'PORTS',
    'HOSTNAME',
    'LETHE_KEY',
    'LETHE_TEST_SEED',
    'POSTGRES_URL',
    'TZ',
    'npm_config_x',
  ];
  expect(found(Object.fromEntries(others.map((name) => [name, 'x'])))).toEqual([]);
  expect(found({ LETHE_DMEO: '' })).toEqual([]);
  // If DATABASE_URL is set too, a similar name belongs to another program.
  expect(found({ DATABASE_URL: 'x', DATABASE_URI: 'y' })).toEqual([]);
  expect(found({ DATABASE_URI: 'y' }).map(explainMisspelt)).toEqual([
    'DATABASE_URI is no variable of Lethe; did you mean DATABASE_URL?',
  ]);
});
