import * as v from 'valibot';

/** What a valibot schema says of itself, as far as examples are made from it. */
export type Shape = v.GenericSchema & {
  entries?: Record<string, Shape>;
  options?: readonly unknown[];
  wrapped?: Shape;
  literal?: unknown;
  item?: Shape;
};

/** One of these is right for every text that a procedure asks for. */
const TEXTS = [
  '00000000-0000-4000-8000-000000000000',
  'somebody@lethe.example',
  '2026-01-01',
  '2026-01-01T00:00:00Z',
  'DE',
  'en',
  'x',
  'x'.repeat(40),
  '0'.repeat(64),
];

/** The least that a schema takes: nothing where it may, and the first of what it offers. */
export function exampleOf(schema: Shape): unknown {
  switch (schema.type) {
    case 'strict_object':
      return exampleOfFields(schema);
    case 'array':
      return [exampleOf(schema.item!)];
    case 'optional':
      return exampleOf(schema.wrapped!);
    case 'nullable':
      return null;
    case 'picklist':
      return schema.options?.[0];
    case 'literal':
      return schema.literal;
    case 'boolean':
      return false;
    case 'number':
      return 1;
    case 'variant':
    case 'union':
      return exampleOf(schema.options?.[0] as Shape);
    // A list of rows, each of which is checked for itself.
    case 'custom':
      return [null];
    case 'string':
      return TEXTS.find((text) => v.is(schema, text));
    default:
      throw new Error(`no example of ${schema.type}`);
  }
}

/** One field may ask for another, which then is left out no more. */
function exampleOfFields(schema: Shape): object {
  const examples = Object.entries(schema.entries ?? {}).map(
    ([key, entry]) => [entry.type, [key, exampleOf(entry)]] as const,
  );
  const least = examples.flatMap(([type, example]) => (type === 'optional' ? [] : [example]));
  const fields = Object.fromEntries(least);
  return v.is(schema, fields) ? fields : Object.fromEntries(examples.map(([, example]) => example));
}
