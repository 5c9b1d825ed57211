import { type ConversionConfig, type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';

/** Actions that JSON Schema cannot express, or need not: it describes the value as sent, before Lethe trims or lower-cases it. */
const IGNORED_ACTIONS = ['check', 'trim', 'to_lower_case'];

/** The JSON Schema of an input or an output. It throws at a part that it cannot express. */
export function jsonSchemaOf(schema: v.GenericSchema, typeMode: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...converted } = toJsonSchema(schema, {
    target: 'draft-2020-12',
    typeMode,
    ignoreActions: IGNORED_ACTIONS,
    overrideSchema,
    overrideAction,
  });
  return converted;
}

/** `batchRows` is a custom schema that checks its rows itself; the document shows it as an array. */
const overrideSchema: NonNullable<ConversionConfig['overrideSchema']> = ({ valibotSchema }) =>
  valibotSchema.type === 'custom' ? { type: 'array' } : undefined;

const overrideAction: NonNullable<ConversionConfig['overrideAction']> = ({ valibotAction, jsonSchema }) => {
  if (valibotAction.type === 'metadata') return withRows(jsonSchema, valibotAction);
  // JSON Schema's patterns are Unicode ones anyway.
  if (valibotAction.type === 'regex') return withPattern(jsonSchema, valibotAction);
  return undefined;
};

function withRows(list: JsonSchema, action: object): JsonSchema {
  const { rowSchema } = (action as { metadata: { rowSchema: v.GenericSchema } }).metadata;
  const { rowSchema: _, ...rest } = list as JsonSchema & { rowSchema: unknown };
  return { ...rest, items: jsonSchemaOf(rowSchema, 'input') };
}

function withPattern(text: JsonSchema, action: object): JsonSchema {
  const { flags, source } = (action as { requirement: RegExp }).requirement;
  if (flags !== 'u') throw new Error(`a pattern with the flags "${flags}" cannot be written as JSON Schema`);
  return { ...text, pattern: source };
}
