import { Validator } from '@seriousme/openapi-schema-validator';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { API_VERSION, openApiDocument, procedures } from '../../server/systems/openapi/document.ts';
import { addDescriptions, fields } from '../../server/systems/openapi/fields.ts';
import { jsonSchemaOf } from '../../server/systems/openapi/json-schema.ts';
import { systemRouter } from '../../server/systems/router.ts';
import { batchRows } from '../../server/values/schema.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { callerWith } from '../support/systems.ts';

type OpenApi = ReturnType<typeof openApiDocument>;
interface Body {
  content: { 'application/json': { schema: Schema; example: unknown } };
}
interface Schema {
  properties: Record<string, Schema>;
  items: Schema;
  enum?: string[];
  [keyword: string]: unknown;
}

let server: TestServer;
let document: OpenApi;
beforeAll(async () => {
  server = await startServer();
  document = (await (await fetch(`${server.url}/openapi.json`)).json()) as OpenApi;
});
afterAll(() => server.stop());

const every = () => procedures().map((procedure) => [procedure.path, procedure] as const);
const operation = (path: string) => document.paths[`/trpc/system.${path}`]!.post;
const jsonOf = (body: unknown) => (body as Body).content['application/json'];

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    expect((await validator.validate({ ...document, paths: { nowhere: 1 } })).valid).toBe(false);
  });

  it('has a path for every procedure and nothing else, each by POST under its scope', () => {
    const paths = Object.keys(systemRouter._def.procedures).map((path) => `/trpc/system.${path}`);
    expect(Object.keys(document.paths).toSorted()).toEqual(paths.toSorted());
    for (const [path, { scope }] of every()) {
      expect(operation(path).security).toEqual([{ systemKey: [scope] }]);
    }
    expect(document.info.version).toBe(manifest.version);
    expect(API_VERSION).toBe(manifest.version);
    expect(document.servers).toEqual([{ url: server.url }]);
  });

  it.each(every())('says in a sentence what each property of %s is', (path) => {
    const { requestBody, responses } = operation(path);
    const silent: string[] = [];
    const look = (schema: Schema | undefined, at: string): void => {
      for (const [name, one] of Object.entries(schema?.properties ?? {})) {
        if (!/^[A-Z`].*\.$/su.test(String(one['description']))) silent.push(`${at}.${name}`);
        look(one, `${at}.${name}`);
      }
      for (const one of [schema?.items, ...((schema?.['anyOf'] as Schema[] | undefined) ?? [])])
        if (one) look(one, at);
    };
    look(jsonOf(requestBody).schema, 'input');
    for (const [status, body] of Object.entries(responses)) look(jsonOf(body).schema, status);
    expect(silent).toEqual([]);
  });

  it('stops at a property without a sentence, and has none for what there is not', () => {
    const unknown = { properties: { invented: { type: 'string' } } };
    expect(() => addDescriptions('customers', unknown)).toThrow('invented has no sentence');
    const said = JSON.stringify(document);
    const unused = Object.entries(fields).filter(([, sentence]) => !said.includes(JSON.stringify(sentence)));
    expect(unused).toEqual([]);
  });

  it.each(every())('has examples of %s that its own shapes accept', (path, { input, output }) => {
    const { requestBody, responses } = operation(path);
    const parsed = v.safeParse(input, jsonOf(requestBody).example);
    expect(parsed.issues).toBeUndefined();
    // A batch lets bad rows through, marked.
    expect(JSON.stringify(parsed.output)).not.toContain('"refused"');
    const answer = jsonOf((responses as Record<string, unknown>)['200']).example as {
      result: { data: unknown };
    };
    expect(v.safeParse(output, answer.result.data).issues).toBeUndefined();
  });

  it.each(every())('knows the refusals of %s by name', async (path) => {
    const kinds = Object.entries(operation(path).responses).flatMap(([status, body]) => {
      if (status === '200') return [];
      const { schema } = jsonOf(body);
      const { properties } = schema.properties['error']!.properties['data']!;
      expect(properties['httpStatus']).toMatchObject({ const: Number(status) });
      return properties['kind']!.enum!;
    });
    const stranger = callerWith(server.url, 'Bearer lethe_nobody')(`system.${path}`);
    await expect(stranger).rejects.toMatchObject({ kind: expect.toSatisfy((kind) => kinds.includes(kind)) });
  });

  it('tells of a batch of rows as the list it is', () => {
    const row = v.strictObject({ name: v.string(), size: v.optional(v.number(), 1) });
    expect(jsonSchemaOf(v.strictObject({ items: batchRows(row) }), 'input')).toEqual({
      type: 'object',
      properties: {
        items: {
          type: 'array',
          minItems: 1,
          maxItems: 1_000,
          items: {
            type: 'object',
            properties: { name: { type: 'string' }, size: { type: 'number', default: 1 } },
            required: ['name'],
            additionalProperties: false,
          },
        },
      },
      required: ['items'],
      additionalProperties: false,
    });
  });

  it('would not leave out silently what it cannot tell', () => {
    expect(() => jsonSchemaOf(v.date() as never, 'input')).toThrow('date');
    expect(() => jsonSchemaOf(v.pipe(v.string(), v.regex(/a/i)), 'input')).toThrow('flags');
  });

  it('may be kept for a while, and is asked for again by its tag', async () => {
    const first = await fetch(`${server.url}/openapi.json`);
    expect(first.headers.get('content-type')).toBe('application/json');
    expect(first.headers.get('cache-control')).toBe('public, max-age=300');
    const tag = first.headers.get('etag')!;
    await first.body?.cancel();
    const again = await fetch(`${server.url}/openapi.json`, { headers: { 'if-none-match': tag } });
    expect(again.status).toBe(304);
  });
});
