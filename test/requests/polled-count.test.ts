import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

describe('the polled count', () => {
  const path = '/trpc/admin.requests.pendingCount?input=%7B%7D';

  test('costs an unchanged page no body, a changed count does, and nobody else learns of it', async () => {
    const { client } = await signedInAdmin(server);
    const ask = (etag?: string) =>
      client.fetch(path, etag === undefined ? {} : { headers: { 'if-none-match': etag } });
    const first = await ask();
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect(await first.json()).toEqual({ result: { data: { count: 0, toApprove: 0 } } });
    const etag = first.headers.get('etag') ?? '';
    const unchanged = await ask(etag);
    expect([unchanged.status, await unchanged.text()]).toEqual([304, '']);
    expect(unchanged.headers.get('cache-control')).toBe('private, no-cache');
    expect(unchanged.headers.get('x-content-type-options')).toBe('nosniff');

    const customer = await signedInCustomer(server);
    await customer.client.call('customer.requests.create', { type: 'removal' });
    const changed = await ask(etag);
    expect(await changed.json()).toEqual({ result: { data: { count: 1, toApprove: 0 } } });
    const stranger = await fetch(server.url + path, { headers: { 'if-none-match': etag } });
    expect(stranger.status).toBe(401);
  });
});
