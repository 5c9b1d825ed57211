import * as fc from 'fast-check';
import * as v from 'valibot';
import { awkward } from './awkward.ts';
import type { Shape } from './shape.ts';

/* Inputs of a procedure: made from its own schema, and then spoilt. They are JSON as text, since some of it is nothing JavaScript could hold. */

/** A piece of JSON that stands as it is. */
class Raw {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const nested = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);

/** What breaks parsers, checks, databases and logs. */
const RAW = [
  'null',
  'true',
  '[]',
  '{}',
  '""',
  '-0',
  '-1',
  '1e308',
  '1e999',
  '1e-400',
  '9007199254740993',
  'NaN',
  '"\\u0000"',
  '"a\\u0000b"',
  '"\\ud800"',
  '"\\udfff\\ud800"',
  '"\\u202e\\ufeff"',
  '"%00%0d%0a"',
  '"\'; drop table lethe.users; --"',
  '"${jndi:ldap://127.0.0.1/a}{{7*7}}"',
  '"__proto__"',
  '{"__proto__":{"role":"owner","rights":["team"]}}',
  '{"constructor":{"prototype":{"role":"owner"}}}',
  '{"toString":1,"valueOf":1,"then":1,"length":-1}',
  '[null,null]',
  nested('[', ']', 5_000),
  `${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`,
  `[${'0,'.repeat(9_999)}0]`,
  `[${'{},'.repeat(9_999)}{}]`,
  `"${'x'.repeat(100_000)}"`,
  `"${'\\ud83e\\udd84'.repeat(2_000)}"`,
].map((text) => new Raw(text));

const hostile: fc.Arbitrary<unknown> = fc.oneof(fc.constantFrom(...RAW), awkward, fc.jsonValue());

const TEXTS = [
  'somebody@lethe.example',
  '2026-01-01',
  '9999-12-31',
  '2026-01-01T00:00:00Z',
  'DE',
  'en',
  'EUR',
  '12.50',
  'x'.repeat(40),
  '0'.repeat(64),
];

/** A row as systems hand it in, whose fields the procedure checks one by one. */
const row = (known: readonly string[]) => {
  const text = textOf(known);
  const names = [
    'externalId',
    'email',
    'fullName',
    'phone',
    'name',
    'status',
    'number',
    'startedOn',
    'total',
  ];
  const fields = Object.fromEntries(names.map((name) => [name, fc.oneof(text, hostile)]));
  const customer = fc.oneof(fc.record({ customerId: text }), fc.record({ email: text }), hostile);
  return fc.record(
    { ...fields, customer, addresses: fc.array(hostile, { maxLength: 2 }) },
    { requiredKeys: [] },
  );
};

const textOf = (known: readonly string[]): fc.Arbitrary<unknown> =>
  fc.oneof(fc.constantFrom(...known, ...TEXTS), awkward);

/** What the schema takes, as good as can be: an id is one that is there. */
function fitting(schema: Shape, known: readonly string[]): fc.Arbitrary<unknown> {
  switch (schema.type) {
    case 'strict_object': {
      const entries = Object.entries(schema.entries ?? {});
      const fields = entries.map(([key, entry]) => [key, fitting(entry, known)] as const);
      const required = entries.filter(([, entry]) => entry.type !== 'optional').map(([key]) => key);
      return fc.record(Object.fromEntries(fields), { requiredKeys: required });
    }
    case 'array':
      return fc.array(fitting(schema.item!, known), { maxLength: 3 });
    case 'optional':
      return fitting(schema.wrapped!, known);
    case 'nullable':
      return fc.oneof(fc.constant(null), fitting(schema.wrapped!, known));
    case 'picklist':
      return fc.constantFrom(...(schema.options ?? []));
    case 'literal':
      return fc.constant(schema.literal);
    case 'boolean':
      return fc.boolean();
    case 'number':
      return fc.oneof(fc.integer({ min: 0, max: 100 }), fc.double());
    case 'variant':
    case 'union':
      return fc.oneof(...(schema.options as Shape[]).map((option) => fitting(option, known)));
    case 'custom':
      return fc.array(row(known), { maxLength: 3 });
    default: {
      const good = [...known, ...TEXTS].filter((text) => v.is(schema, text));
      return good.length === 0
        ? awkward
        : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...good) }, awkward);
    }
  }
}

type Place = { holder: Record<string, unknown> | unknown[]; key: string };

/** Every place in a value that can be spoilt. */
function placesIn(value: unknown): Place[] {
  if (value === null || typeof value !== 'object' || value instanceof Raw) return [];
  const holder = value as Record<string, unknown> | unknown[];
  return Object.entries(holder).flatMap(([key, part]) => [{ holder, key }, ...placesIn(part)]);
}

function spoil(input: unknown, nth: number, bad: unknown, how: number): unknown {
  const places = placesIn(input);
  if (how === 0 || places.length === 0) return bad;
  const { holder, key } = places[nth % places.length]!;
  if (how === 1) Reflect.set(holder, key, bad);
  else if (how === 2) Reflect.deleteProperty(holder, key);
  else Object.defineProperty(holder, '__proto__', { value: bad, enumerable: true, configurable: true });
  return input;
}

/** JSON as text. A value that JSON does not know becomes what JSON.stringify makes of it. */
function written(value: unknown): string {
  if (value instanceof Raw) return value.text;
  if (Array.isArray(value)) return `[${value.map(written).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}:${written(part)}`);
  return `{${fields.join(',')}}`;
}

/** Inputs for a procedure, `known`: ids and addresses that are there. One in four is as the schema wants it. */
export const inputsFor = (schema: Shape, known: readonly string[]): fc.Arbitrary<string> =>
  fc
    .record({
      input: fitting(schema, known),
      spoilt: fc.nat(3),
      nth: fc.nat(40),
      bad: hostile,
      how: fc.nat(5),
    })
    .map(({ input, spoilt, nth, bad, how }) => written(spoilt === 0 ? input : spoil(input, nth, bad, how)));
