import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import type * as v from 'valibot';
import { AppError, type ErrorKind, errors } from '../../errors.ts';
import type { Meta } from '../../trpc.ts';
import { systemRouter } from '../router.ts';
import { addDescriptions } from './fields.ts';
import { jsonSchemaOf } from './json-schema.ts';
import { everyCall, scopes, type Words, words } from './words.ts';

/** The package's version. */
export const API_VERSION = '0.1.0';

/** Describes the system API as OpenAPI 3.1, from the schemas of its procedures: one path for each, always by POST. */
export function openApiDocument(url: string) {
  const paths = procedures().map((procedure) => [
    `/trpc/system.${procedure.path}`,
    { post: operation(procedure) },
  ]);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Lethe system API',
      version: API_VERSION,
      description:
        'For systems that have data about the same people: send your customers, check consents, read erasures and acknowledge them. A call may have up to 5 MB. In each minute a key may make 600 calls in each scope, and 6,000 in `consents:read`; further calls are refused with status 429 and a `retry-after` header. With `invalid_input`, `field` names the part of the input and `problem` says in one word what is wrong with it.',
    },
    servers: [{ url }],
    tags: Object.keys(words).map((name) => ({ name })),
    paths: Object.fromEntries(paths) as Record<string, { post: ReturnType<typeof operation> }>,
    components: {
      securitySchemes: {
        systemKey: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'lethe_…',
          description: `A system key, created by an admin in Settings › Connected Systems. Scopes: ${listTexts(scopes)}`,
        },
      },
    },
  };
}

const listTexts = (texts: Record<string, string>): string =>
  Object.entries(texts)
    .map(([name, text]) => `\`${name}\`: ${text}`)
    .join(' ');

interface Procedure {
  path: string;
  scope: NonNullable<Meta['scope']>;
  input: v.GenericSchema;
  output: v.GenericSchema;
  words: Words;
}

/** The procedures of the router. At run time tRPC keeps them in one flat record, by their full path. */
export function procedures(): Procedure[] {
  return Object.entries<unknown>(systemRouter._def.procedures).map(([path, procedure]) => {
    const { inputs, output, meta } = (procedure as { _def: ProcedureDefinition })._def;
    const procedureWords = wordsOf(path);
    if (!inputs[0] || !output || !meta?.scope || !procedureWords) throw new Error(`${path} is not described`);
    return { path, scope: meta.scope, input: inputs[0], output, words: procedureWords };
  });
}

interface ProcedureDefinition {
  inputs: v.GenericSchema[];
  output?: v.GenericSchema;
  meta?: Meta;
}

function wordsOf(path: string): Words | undefined {
  const [noun = '', verb = ''] = path.split('.');
  return (words as Record<string, Record<string, Words>>)[noun]?.[verb];
}

function operation({ path, scope, input, output, words: procedureWords }: Procedure) {
  const [noun = ''] = path.split('.');
  const describedSchema = (schema: v.GenericSchema, mode: 'input' | 'output') =>
    addDescriptions(noun, jsonSchemaOf(schema, mode) as Parameters<typeof addDescriptions>[1]);
  return {
    operationId: path.replace(/\.(.)/u, (_, letter: string) => letter.toUpperCase()),
    tags: [noun],
    summary: procedureWords.summary,
    description: `${procedureWords.description}\n\nScope: \`${scope}\`.`,
    security: [{ systemKey: [scope] }],
    requestBody: { required: true, ...json(describedSchema(input, 'input'), procedureWords.input) },
    responses: {
      '200': {
        description: 'The result.',
        ...json(
          object({
            result: withDescription(
              object({
                data: withDescription(describedSchema(output, 'output'), 'The answer of the procedure.'),
              }),
              'The envelope of tRPC.',
            ),
          }),
          {
            result: { data: procedureWords.output },
          },
        ),
      },
      ...Object.fromEntries(refusals([...everyCall, ...procedureWords.errors])),
    },
  };
}

const withDescription = (schema: object, description: string) => ({ ...schema, description });
const json = (schema: object, example: unknown) => ({ content: { 'application/json': { schema, example } } });
const object = (properties: Record<string, object>, optional: Record<string, object> = {}) => ({
  type: 'object',
  properties: { ...properties, ...optional },
  required: Object.keys(properties),
});

/** One response for each status, with all its kinds. */
function refusals(kinds: ErrorKind[]) {
  const statuses = new Set(kinds.map(statusOf));
  return [...statuses].map((status) => {
    const kindsOfStatus = kinds.filter((kind) => statusOf(kind) === status);
    return [String(status), refusal(status, kindsOfStatus)] as const;
  });
}

const statusOf = (kind: ErrorKind): number => getHTTPStatusCodeFromError(new AppError(kind));

function refusal(status: number, kinds: ErrorKind[]) {
  const [first] = kinds as [ErrorKind];
  const { code, message } = errors[first];
  const data = object(
    {
      code: withDescription({ type: 'string', const: code }, 'The name that tRPC has for the status.'),
      httpStatus: withDescription({ type: 'integer', const: status }, 'The HTTP status of the response.'),
      kind: withDescription({ type: 'string', enum: kinds }, 'Why the call was refused, as one word.'),
    },
    {
      field: withDescription({ type: 'string' }, 'The part of the input that caused the refusal.'),
      problem: withDescription(
        { type: 'string' },
        'With `invalid_input`: what is wrong with the field, as one word.',
      ),
    },
  );
  const number = TRPC_ERROR_CODES_BY_KEY[code];
  const error = object({
    message: withDescription({ type: 'string' }, 'The refusal in one sentence.'),
    code: withDescription({ type: 'integer', const: number }, 'The number that JSON-RPC has for the status.'),
    data: withDescription(data, 'The details for a program.'),
  });
  const shape = object({ error: withDescription(error, 'Why there is no result.') });
  return {
    description: listTexts(Object.fromEntries(kinds.map((kind) => [kind, errors[kind].message]))),
    ...(status === 429 || status === 503 ? { headers: retryAfter } : {}),
    ...json(shape, { error: { message, code: number, data: { code, httpStatus: status, kind: first } } }),
  };
}

const retryAfter = {
  'retry-after': {
    description: 'Seconds to wait before another attempt.',
    schema: { type: 'integer' },
  },
};
