import { hashPassword } from 'better-auth/crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { DEMO_PASSWORD } from '../../db/demo/accounts.ts';
import { fillDemo } from '../../db/demo/fill.ts';
import { createClient } from '../support/client.ts';
import { lookAndDecide } from '../support/decisions.ts';
import { endOfLastDownload } from '../support/export.ts';
import { startServer, type TestServer } from '../support/server.ts';

const DOWNLOAD = '/exports/personal-data.xml';

describe('a download over HTTP', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
    await fillDemo(server.database.pools.app, { hashPassword });
  });
  afterAll(() => server.stop());

  async function signedIn(name: string) {
    const client = createClient(server.url);
    const email = `${name}@lethe.example`;
    const response = await client.post('/api/auth/sign-in/email', { email, password: DEMO_PASSWORD });
    expect(response.status).toBe(200);
    return client;
  }

  /** Some 30 MB, so that a download is still under way when something happens. */
  const addPadding = (name: string) => server.database.pools.app`
    insert into lethe.addresses (customer_id, line1, city, country)
    select id, repeat('padding ', 2000), 'Oslo', 'NO' from lethe.users, generate_series(1, 2000) n
    where email = ${`${name}@lethe.example`}`;

  test('is valid by the schema served beside it, for demo customers of every script', async () => {
    const address = `${server.url}/exports/personal-data.xsd`;
    const served = await fetch(address);
    expect([served.status, served.headers.get('content-type')]).toEqual([
      200,
      'application/xml; charset=utf-8',
    ]);
    const schema = await served.text();
    for (const name of ['customer2', 'customer5', 'customer8', 'customer31']) {
      const client = await signedIn(name);
      const response = await client.post(DOWNLOAD, {});
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('private, no-store');
      const xml = await response.text();
      expect(xml).toContain(`<email>${name}@lethe.example</email>`);
      expect(xml).toContain(`xsi:schemaLocation="urn:lethe:personal-data:1 ${address}"`);
      expect((await validateXML({ xml, schema: [schema] })).errors).toEqual([]);
    }
  });

  test('can be asked for by a form of our own page, and by no other site', async () => {
    const client = await signedIn('customer2');
    const form = (origin: string) =>
      client.fetch(DOWNLOAD, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin },
      });
    const own = await form(new URL(server.url).origin);
    expect(await own.text()).toContain('</personalData>');
    expect((await form('https://evil.example')).status).toBe(403);
    const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const unproved = await fetch(new URL(DOWNLOAD, server.url), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', cookie },
    });
    expect(unproved.status, 'a form that shows neither its origin nor its site').toBe(403);
    expect((await client.fetch(DOWNLOAD)).status).toBe(405);
  });

  test('needs nobody’s consent, but a sign-in', async () => {
    const { app } = server.database.pools;
    await app`update lethe.settings set authorization_required = true`;
    const client = await signedIn('customer1');
    await expect(client.call('customer.invoices.list')).rejects.toMatchObject({ kind: 'consent_required' });
    expect(await (await client.post(DOWNLOAD, {})).text()).toContain(
      '<email>customer1@lethe.example</email>',
    );
    await app`update lethe.settings set authorization_required = false`;
    expect((await createClient(server.url).post(DOWNLOAD, {})).status).toBe(401);
  });

  test('whose reader hangs up is recorded as not whole, and its connection is free again', async () => {
    const { app } = server.database.pools;
    await addPadding('customer3');
    const client = await signedIn('customer3');
    const hangUp = new AbortController();
    const response = await client.fetch(DOWNLOAD, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
      signal: hangUp.signal,
    });
    await response.body!.getReader().read();
    hangUp.abort();
    const end = await endOfLastDownload(app);
    expect(end.outcome).toBe('aborted');
    expect(end.bytes).toBeLessThan(20_000_000);
    const [held] = await app<[{ count: number }]>`
      select count(*)::int as count from pg_stat_activity
      where datname = current_database() and state like 'idle in transaction%'`;
    expect(held.count).toBe(0);
    const again = await client.post(DOWNLOAD, {});
    expect(await again.text()).toContain('</personalData>');
  });

  test('ends with a broken connection, never as a whole file, when an admin destroys its customer', async () => {
    const client = await signedIn('customer13');
    const { customerId } = await client.call<{ customerId: string }>('customer.me');
    await addPadding('customer13');
    const response = await client.post(DOWNLOAD, {});
    const reader = response.body!.getReader();
    await reader.read();
    const admin = await signedIn('admin');
    const { requestId } = await admin.call<{ requestId: string }>('admin.requests.create', {
      customerId,
      type: 'removal',
    });
    const decision = { requestId, outcome: 'destroy', blacklist: false, notify: false };
    await lookAndDecide(admin, decision);
    const rest = async () => {
      while (!(await reader.read()).done);
    };
    await expect(rest()).rejects.toThrow();
    const { items } = await admin.call<{ items: Record<string, unknown>[] }>('admin.downloads.list', {
      limit: 1,
    });
    expect(items[0]).toMatchObject({ customerId: null, fullName: null, outcome: 'aborted' });
  });
});
