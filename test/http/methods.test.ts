import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountActions } from '../../server/accounts/schema.ts';
import { createApp } from '../../server/app.ts';
import type { Assets } from '../../server/http/assets.ts';
import { methodsOfPath } from '../../server/http/methods.ts';
import { appRouter } from '../../server/router.ts';
import { signedInAdmin } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { base64, png } from '../support/pictures.ts';
import { startServer, type TestServer } from '../support/server.ts';

/* By which methods every path is asked: each procedure, account action, file and page, enumerated. */

const page = {
  body: new TextEncoder().encode('<p>'),
  gzip: null,
  type: 'text/html',
  cacheControl: 'no-cache',
};
const assets: Assets = new Map([
  ['/index.html', page],
  ['/assets/app-1a2b.js', page],
]);

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startServer({ assets });
  ({ client: admin } = await signedInAdmin(server));
  await admin.call('admin.settings.saveLogo', { image: base64(png()) });
});
afterAll(() => server.stop());

const procedures = new Map(
  Object.entries<unknown>(appRouter._def.procedures).map(([path, procedure]) => [
    path,
    (procedure as { _def: { type: string } })._def.type,
  ]),
);
const ofType = (wanted: string) => [...procedures].flatMap(([path, type]) => (type === wanted ? [path] : []));
const [firstQuery = '', secondQuery = ''] = ofType('query');
const [mutation = ''] = ofType('mutation');

const READ = 'GET, HEAD';
/** The address follows from the picture. */
const LOGO = `/logo/${createHash('sha256').update(png()).digest('hex')}`;
const all: [string, string][] = [
  ...['/health', '/openapi.json', '/exports/personal-data.xsd', '/', '/assets/app-1a2b.js'].map(
    (path) => [path, READ] as [string, string],
  ),
  [LOGO, READ],
  ['/exports/personal-data.xml', 'POST'],
  ...Object.keys(accountActions).map((action) => [`/api/auth/${action}`, 'POST'] as [string, string]),
  ...ofType('query').map((path) => [`/trpc/${path}`, `${READ}, POST`] as [string, string]),
  ...ofType('mutation').map((path) => [`/trpc/${path}`, 'POST'] as [string, string]),
  [`/trpc/${firstQuery},${secondQuery}`, `${READ}, POST`],
  [`/trpc/${firstQuery}%2C${secondQuery}`, `${READ}, POST`],
  [`/trpc/${firstQuery},${mutation}`, 'POST'],
];
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'];

const ask = (path: string, method: string) =>
  fetch(server.url + path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(method === 'GET' || method === 'HEAD' ? {} : { body: '{}' }),
  });

describe('a path', () => {
  it('of every route is told of', () => {
    const { routes } = createApp({ ...server.deps, assets });
    const paths = routes.map(({ path }) => path).filter((path) => !path.includes('*'));
    expect(paths.length).toBeGreaterThan(3);
    expect(paths.filter((path) => methodsOfPath(path, assets) === undefined)).toEqual([]);
  });

  it.each(all)('%s is asked by %s, and says so to every other method', async (path, allow) => {
    for (const method of methods) {
      const answer = await ask(path, method);
      const text = await answer.text();
      if (allow.split(', ').includes(method)) {
        expect([answer.status, answer.headers.get('allow')], method).not.toEqual([405, allow]);
        continue;
      }
      expect([answer.status, answer.headers.get('allow')], method).toEqual([405, allow]);
      if (method !== 'HEAD') expect(JSON.parse(text).error.data.kind, method).toBe('method_not_allowed');
    }
  });

  it.each(['/trpc/no.such', '/api/auth/none', '/api/none', '/exports/none', '/nowhere.txt'])(
    '%s is nothing by any method',
    async (path) => {
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'])
        expect((await ask(path, method)).status, method).toBe(404);
    },
  );
});

describe('HEAD', () => {
  const told = ({ status, headers }: Response) => {
    // The runtime's fetch asks for the end of the connection with every HEAD.
    const ofConnection = ['date', 'content-length', 'connection', 'keep-alive'];
    return { status, headers: [...headers].filter(([name]) => !ofConnection.includes(name)) };
  };

  it.each(all.filter(([, allow]) => allow.startsWith(READ)).map(([path]) => path))(
    'of %s is answered as GET is, without what it would say',
    async (path) => {
      const head = await admin.fetch(path, { method: 'HEAD' });
      const get = await admin.fetch(path);
      expect(told(head)).toEqual(told(get));
      expect(await head.text()).toBe('');
      expect((await get.text()).length).toBeGreaterThan(0);
    },
  );
});
