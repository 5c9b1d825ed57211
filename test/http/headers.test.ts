import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPools } from '../../db/connect.ts';
import { createApp } from '../../server/app.ts';
import type { Assets } from '../../server/http/assets.ts';
import { signedInAdmin } from '../support/accounts.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { registerSystem } from '../support/systems.ts';

const file = (text: string, type: string, cacheControl: string) => ({
  body: new TextEncoder().encode(text),
  gzip: null,
  type,
  cacheControl,
});
const assets: Assets = new Map([
  ['/index.html', file('<p>the page</p>', 'text/html; charset=utf-8', 'no-cache')],
  ['/assets/app-1a2b.js', file('run()', 'text/javascript', 'public, max-age=31536000, immutable')],
]);

let server: TestServer;
let key: string;
beforeAll(async () => {
  server = await startServer({ assets });
  ({ key } = await registerSystem(server, (await signedInAdmin(server)).client, 'In pieces'));
});
afterAll(() => server.stop());

/** As a page would, unless told otherwise. */
const post = (path: string, headers: Record<string, string>, body = '{}') =>
  fetch(server.url + path, { method: 'POST', headers, body });
const kindOf = async (response: Response) =>
  ((await response.json()) as { error?: { data?: { kind?: string } } }).error?.data?.kind;
const json = { 'content-type': 'application/json' };

interface Documented {
  paths: Record<string, { post: { responses: Record<number, { content: Content }> } }>;
}
interface Content {
  'application/json': {
    schema: { properties: { error: { properties: { code: { const: number } } } } };
  };
}

describe('every response', () => {
  const paths = [
    '/',
    '/health',
    '/nowhere.txt',
    '/assets/app-1a2b.js',
    '/trpc/no.such',
    '/api/none',
    '/a//b',
  ];
  /** Word for word: a directive with one more source is another policy. */
  const said = {
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
      "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'strict-transport-security': null,
  };
  const securityHeadersIn = ({ headers }: Response) =>
    Object.fromEntries(Object.keys(said).map((name) => [name, headers.get(name)]));

  test.each(paths)('of %s says who may frame it, guess at it and run in it', async (path) => {
    expect(securityHeadersIn(await fetch(server.url + path))).toEqual(said);
  });

  test('asks for https once the public address has it', async () => {
    const app = createApp({ ...server.deps, url: 'https://data.example' });
    expect(securityHeadersIn(await app.request('/health'))).toEqual({
      ...said,
      'strict-transport-security': 'max-age=31536000',
    });
  });
});

describe('pages', () => {
  test('a bookmarked path is the one page, never kept without asking', async () => {
    const response = await fetch(`${server.url}/clients/personal-data?tab=consents`);
    expect(await response.text()).toBe('<p>the page</p>');
    expect(response.headers.get('cache-control')).toBe('no-cache');
  });

  test('a file named by its content is kept for good, a missing one is a 404', async () => {
    const found = await fetch(`${server.url}/assets/app-1a2b.js`);
    expect(found.headers.get('cache-control')).toContain('immutable');
    expect((await fetch(`${server.url}/assets/app-0000.js`)).status).toBe(404);
  });

  test.each([
    '//trpc/x',
    '/assets//app-1a2b.js',
    '/assets%2fapp-1a2b.js',
    '/assets/..%2f..%2fpackage.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/assets/..;/index.html',
    '/trpc;x/a',
    '/%5c..%5cserver',
    '/assets/%00',
    '/a%252fb',
  ])('%s means nothing here', async (path) => {
    const response = await fetch(server.url + path);
    expect([response.status, await kindOf(response)]).toEqual([404, 'not_found']);
  });
});

describe('a write', () => {
  const doors = ['/trpc/customer.requests.create', '/api/auth/sign-out', '/exports/personal-data.xml'];
  const types = [
    'application/json',
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    '',
  ];
  const foreign = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
  ];
  const all = doors.flatMap((path) => types.flatMap((type) => foreign.map((from) => ({ path, type, from }))));

  test.each(all)('to $path as "$type" from $from is refused', async ({ path, type, from }) => {
    const response = await post(path, { ...(from as Record<string, string>), 'content-type': type });
    expect([response.status, await kindOf(response)]).toEqual([403, 'cross_site_request']);
  });

  test.each(types.slice(1))('from our own page as "%s" is refused where JSON is expected', async (type) => {
    const response = await post('/trpc/customer.requests.create', {
      origin: server.url,
      'content-type': type,
    });
    expect([response.status, await kindOf(response)]).toEqual([415, 'unsupported_content']);
  });

  test('a form may ask for the download, if it shows that it is ours', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const refused = await post('/exports/personal-data.xml', form, '');
    expect(await kindOf(refused)).toBe('cross_site_request');
    const own = { ...form, origin: 'null', 'sec-fetch-site': 'same-origin' };
    expect((await post('/exports/personal-data.xml', own, '')).status).not.toBe(403);
  });

  test('both names of this machine are our own', async () => {
    for (const name of ['localhost', '127.0.0.1']) {
      const origin = `http://${name}:${new URL(server.url).port}`;
      expect((await post('/trpc/no.such', { ...json, origin })).status).toBe(404);
    }
  });

  test('that is refused before any handler has the number that the document of the system API says', async () => {
    const path = '/trpc/system.customers.upsert';
    const documented = (await (await fetch(`${server.url}/openapi.json`)).json()) as Documented;
    const { responses } = documented.paths[path]!.post;
    const answer = await post(path, { 'content-type': 'text/plain' });
    const { error } = (await answer.json()) as { error: { code: number } };
    const said = responses[answer.status]!.content['application/json'].schema.properties.error.properties;
    expect(error.code).toBe(said.code.const);
  });

  test.each([
    ['a stated', 10 * 1024 * 1024],
    ['a barely too large', 1024 * 1024 + 1],
  ])('with %s body of %i bytes is refused before any handler', async (_, size) => {
    const response = await post('/trpc/no.such', { ...json, origin: server.url }, 'x'.repeat(size));
    expect([response.status, await kindOf(response)]).toEqual([413, 'body_too_large']);
  });

  test('with parameters that are not JSON is not said to be our failure', async () => {
    const response = await post('/trpc/system.consents.check?connectionParams={', json);
    expect([response.status, await kindOf(response)]).toEqual([400, 'invalid_input']);
  });

  test('with a body of unstated length is measured as it comes', async () => {
    expect(await inPieces('/trpc/account.me', { origin: server.url }, 40)).toEqual([413, 'body_too_large']);
  });
});

describe('what a system sends in pieces', () => {
  const upsert = '/trpc/system.customers.upsert';
  const withKey = () => ({ authorization: `Bearer ${key}` });

  test('is not waited for where no key is shown', async () => {
    const call = begin(upsert, {});
    call.write('{');
    expect(await answerTo(call)).toEqual([401, 'system_key_required']);
  });

  test('is read with a key, up to 5 MB', async () => {
    expect(await inPieces(upsert, withKey(), 80)).toEqual([400, 'invalid_input']);
    expect(await inPieces(upsert, withKey(), 81)).toEqual([413, 'body_too_large']);
  });
});

/** On a connection of its own, since one whose body was refused is hung up on. */
const begin = (path: string, headers: Record<string, string>) =>
  request(server.url + path, { method: 'POST', headers: { ...json, ...headers }, agent: false }).on(
    'error',
    () => undefined,
  );

async function answerTo(call: ClientRequest): Promise<[number | undefined, string | undefined]> {
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  const body = await textOf(response);
  call.destroy();
  return [response.statusCode, await kindOf(new Response(body))];
}

/** A body whose length nobody states, in pieces of 64 KB. */
function inPieces(path: string, headers: Record<string, string>, pieces: number) {
  const call = begin(path, headers);
  for (let sent = 0; sent < pieces; sent += 1) call.write(Buffer.alloc(64 * 1024, ' '));
  call.end();
  return answerTo(call);
}

test('a database that cannot be reached is told as such, without its words', async () => {
  const pools = openPools('postgres://nobody:word@127.0.0.1:1/none');
  const app = createApp({ ...server.deps, pools });
  const response = await app.request('/health');
  const text = await response.text();
  expect(response.status).toBe(503);
  expect(JSON.parse(text).error.data.kind).toBe('database_unavailable');
  expect(text).not.toContain('ECONNREFUSED');
  await pools.end();
});
