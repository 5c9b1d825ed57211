import { mkdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../db/free-port.ts';
import { pagesPort } from '../../launch/dev.ts';
import { servePages } from '../../launch/pages.ts';

/* The pages of `npm run dev` stand beside the secrets and the databases of `data` and `data-dev`. */

const root = fileURLToPath(new URL('../../', import.meta.url));
const SECRET = 'nobody must read this';
const folder = join(root, 'data-pages-test');
let pages: ViteDevServer;
const listensAt = () => pages.httpServer!.address() as AddressInfo;
beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'secret.log'), SECRET);
  pages = await servePages(root, { port: 0, serverPort: '9', logLevel: 'silent' });
});
afterAll(async () => {
  await pages.close();
  await rm(folder, { recursive: true });
});

/** The path as it is written: `fetch` would tidy it. */
const get = (path: string, headers: Record<string, string> = {}) =>
  new Promise<{ status: number | undefined; text: string }>((done, fail) => {
    const { port } = listensAt();
    const asking = request({ host: '127.0.0.1', port, path, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => (text += part));
      answer.on('end', () => done({ status: answer.statusCode, text }));
    });
    asking.on('error', fail);
    asking.end();
  });

const WAYS = [
  `/@fs${folder}/secret.log`,
  `/@fs${root}/web/../data-pages-test/secret.log`,
  `/@fs${root}/web/%2e%2e/data-pages-test/secret.log`,
  `/@fs/${folder}/secret.log`,
  `/@id/${folder}/secret.log`,
  '/../data-pages-test/secret.log',
  '/%2e%2e/data-pages-test/secret.log',
  '/..%2fdata-pages-test/secret.log',
  '/data-pages-test/secret.log',
];
const QUERIES = [
  '',
  '?raw',
  '?url',
  '?inline',
  '?import&raw',
  '?import&url&inline',
  '?raw??',
  '?.svg?.wasm?init',
];

describe('the pages of development', () => {
  it('are served with what they are made of', async () => {
    expect(await get('/')).toMatchObject({ status: 200 });
    for (const path of ['/main.tsx', `/@fs${root}/server/accounts/rules.ts`, '/@vite/client']) {
      expect(await get(path), path).toMatchObject({ status: 200 });
    }
  });

  it('are Vite’s where they begin like an address of the server, which is passed on', async () => {
    for (const path of ['/trpc.ts', '/address.ts', '/accounts.ts']) {
      const { status, text } = await get(path);
      expect([status, text.includes('export')], path).toEqual([200, true]);
    }
    for (const path of [
      '/trpc/account.me',
      '/api/auth/ok',
      '/exports/personal-data.xsd',
      '/openapi.json',
      '/health',
    ])
      expect((await get(path)).status, path).toBe(502); // Nobody listens there.
  });

  it.each(WAYS)('hide the secret behind %s', async (way) => {
    const encoded = Buffer.from(SECRET).toString('base64');
    for (const query of QUERIES) {
      const { text } = await get(way + query);
      expect(text, query).not.toContain(SECRET);
      expect(text, query).not.toContain(encoded);
    }
  });

  it('answer to no other name than loopback, so that no page elsewhere reads them by a name of its own', async () => {
    expect(await get('/', { host: 'lethe.example' })).toMatchObject({ status: 403 });
    const { address } = listensAt();
    expect(address).toBe('127.0.0.1');
  });
});

describe('the development server', () => {
  it('refuses a port that is taken, and names its own command', async () => {
    const PORT = String(listensAt().port);
    await expect(pagesPort({ PORT })).rejects.toThrow(
      `PORT ${PORT} is taken; choose another, as in PORT=3001 npm run dev`,
    );
    const port = await freePort();
    expect(await pagesPort({ PORT: String(port) })).toBe(port);
  });

  it('refuses a misspelt variable', async () => {
    await expect(pagesPort({ LETHE_DATTA: 'x' })).rejects.toThrow(/^LETHE_DATTA is no variable of Lethe/u);
  });
});

it('opens no file in an editor for a page that asks', async () => {
  const asked = await get(`/__open-in-editor?file=${folder}/secret.log`, {
    'sec-fetch-site': 'cross-site',
    origin: 'https://evil.example',
  });
  expect(asked.status).toBe(404);
});
