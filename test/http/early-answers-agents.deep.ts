import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Runtime } from '../../launch/child.ts';
import type * as client from '../../server/systems/client/client.ts';
import { byAgent, byFetch, type Call, tally } from '../support/agents.ts';
import { large, small } from '../support/bodies.ts';
import { createClient } from '../support/client.ts';
import { type Packed, packClient } from '../support/packed.ts';
import { startPoolingProxy } from '../support/pooling-proxy.ts';
import { type Product, startProduct } from '../support/product.ts';
import { registerSystem } from '../support/systems.ts';
import { headOf, speak } from '../support/wire.ts';

/* The next call after an answer that came early, with clients that keep their connections, to the product as people start it. */

let packed: Packed;
let createLetheClient: typeof client.createLetheClient;
beforeAll(async () => {
  packed = await packClient();
  const project = await packed.project('test/systems/client-project');
  const folder = join(project, 'node_modules/lethe');
  const { exports } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    exports: { './client': { default: string } };
  };
  ({ createLetheClient } = (await import(
    /* @vite-ignore */ pathToFileURL(join(folder, exports['./client'].default)).href
  )) as typeof client);
}, 120_000);
afterAll(() => packed.remove());

const megabytes = (size: number) => ' '.repeat(size * 1024 * 1024);
const times = (count: number, call: Call): Call[] => Array.from({ length: count }, () => call);
const WAYS = { fetch: byFetch, 'an agent': byAgent };

describe.each<Runtime>(['deno', 'node'])('on %s', (runtime) => {
  let product: Product;
  let key: string;
  beforeAll(async () => {
    product = await startProduct(runtime);
    const admin = createClient(product.url);
    await admin.post('/api/auth/sign-in/email', {
      email: 'admin@lethe.example',
      password: 'lethe-demo-password',
    });
    ({ key } = await registerSystem(product, admin, 'Shop'));
  }, 120_000);
  afterAll(() => product.stop());

  it.each(Object.entries(WAYS))(
    '200 bodies that are too large in a row get 200 clear answers, by %s',
    async (_, by) => {
      const call: Call = { path: '/trpc/account.me', body: megabytes(2) };
      expect(tally(await by(product.url, times(200, call)))).toEqual({
        '413 body_too_large': 200,
      });
    },
    120_000,
  );

  it.each(Object.entries(WAYS))(
    'every refusal is followed by a call that works, by %s',
    async (_, by) => {
      const batch = megabytes(4);
      const wrong: Call[] = [
        { path: '/trpc/account.me', body: megabytes(2) },
        { path: '/trpc/system.customers.upsert', body: batch },
        {
          path: '/trpc/system.customers.upsert',
          headers: { authorization: 'Bearer lethe_no' },
          body: batch,
        },
        { path: '/trpc/customer.me', headers: { origin: 'https://evil.example' }, body: megabytes(2) },
        { path: '/nowhere', body: megabytes(0.9) },
        { path: '/exports/personal-data.xml', body: megabytes(0.9) },
      ];
      const calls = Array.from({ length: 10 }, () =>
        wrong.flatMap((call) => [call, { path: '/health' }]),
      ).flat();
      expect(tally(await by(product.url, calls))).toEqual({
        '200': 60,
        '413 body_too_large': 10,
        '401 system_key_required': 10,
        '401 system_key_invalid': 10,
        '403 cross_site_request': 10,
        '404 not_found': 10,
        '401 sign_in_required': 10,
      });
    },
    120_000,
  );

  it('a proxy that pools its connections fails nobody else’s call', async () => {
    const proxy = await startPoolingProxy(product.url);
    try {
      const attack: Call = { path: '/trpc/system.customers.upsert', body: megabytes(2) };
      const honest: Call = { path: '/trpc/account.me', body: '{}' };
      const [attacks, ...others] = await Promise.all([
        byFetch(proxy.url, times(60, attack)),
        ...[1, 2, 3, 4].map(() => byAgent(proxy.url, times(100, honest))),
      ]);
      expect(tally(others.flat())).toEqual({ '200': 400 });
      expect(tally(attacks)).toEqual({ '401 system_key_required': 60 });
    } finally {
      await proxy.stop();
    }
  }, 120_000);

  it('the packed client is told clearly, and its next call works', async () => {
    const right = createLetheClient({ url: product.url, key, attempts: 1 });
    const wrong = createLetheClient({ url: product.url, key: `${key.slice(0, -4)}none`, attempts: 1 });
    const externalId = 'x'.repeat(6 * 1024 * 1024);
    const kinds: string[] = [];
    for (let n = 0; n < 10; n += 1) {
      for (const one of [right, wrong]) {
        await one.customers.remove
          .mutate({ items: [{ externalId }] } as never)
          .catch((error: { kind: string }) => kinds.push(error.kind));
        await wrong.customers.remove
          .mutate({ items: [{ externalId: 'x'.repeat(900_000) }] } as never)
          .catch((error: { kind: string }) => kinds.push(error.kind));
      }
      await right.erasures.feed.query({}).then(() => kinds.push('told'));
    }
    expect(tally(kinds)).toEqual({ body_too_large: 20, system_key_invalid: 20, told: 10 });
  }, 120_000);

  it('clients that read nothing before they have written all are answered, and hung up on in good order', async () => {
    const path = '/trpc/system.customers.upsert';
    for (const [name, body] of Object.entries(small)) {
      const { answers, end } = await speak(product.url, body(path, {}), { blind: true });
      expect([answers.map(({ kind }) => kind), end], name).toEqual([['system_key_required'], 'ended']);
    }
    for (const [name, body] of Object.entries(large)) {
      const { answers, end } = await speak(product.url, body('/api/auth/sign-in/email', {}), { blind: true });
      expect([answers.map(({ kind }) => kind), end], name).toEqual([['body_too_large'], 'ended']);
    }
  }, 120_000);

  it('who waits to be asked for a body is asked for a good one only', async () => {
    const asked = (path: string, length: number) =>
      headOf(path, { expect: '100-continue', 'content-length': String(length) });
    const good = await speak(product.url, [asked('/trpc/account.me', 2), 300, '{}'], { waitMs: 500 });
    expect(good.answers.map(({ status }) => status)).toEqual([100, 200]);
    const { answers, end } = await speak(product.url, [asked('/trpc/account.me', 2e7)]);
    expect([answers.map(({ status }) => status), end]).toEqual([[413], 'ended']);
  });
});
