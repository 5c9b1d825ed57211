import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let support: Client;
let auditor: Client;
let requestId: string;
const NAME = 'Quinta Quietly';
let email: string;

beforeAll(async () => {
  server = await startServer();
  ({ client: support } = await signedInAdmin(server, 'support'));
  ({ client: auditor } = await signedInAdmin(server, 'auditor'));
  const customer = await signedInCustomer(server, NAME);
  ({ email } = customer);
  const { textVersion } = await customer.client.call<{ textVersion: number }>('customer.consents.status');
  await customer.client.call('customer.consents.grant', { textVersion });
  ({ requestId } = await customer.client.call<{ requestId: string }>('customer.requests.create', {
    type: 'removal',
    note: 'My note',
  }));
  const sql = server.database.pools.app;
  await sql`insert into lethe.exports (customer_id) values (${customer.customerId})`;
  await sql`insert into lethe.services (customer_id, name, status, started_on)
    values (${customer.customerId}, 'Quiet Hosting', 'active', '2026-01-01')`;
});
afterAll(() => server.stop());

const LISTS = ['admin.requests.list', 'admin.downloads.list', 'admin.consents.list'];

describe('an auditor', () => {
  it.each(LISTS)('sees in %s what happened, and not to whom', async (path) => {
    const { items } = await auditor.call<{ items: object[] }>(path);
    expect(items).toMatchObject([{ number: 1, customerId: null, fullName: null, email: null }]);
    expect(JSON.stringify(items)).not.toMatch(/Quinta|customer-/u);
  });

  it('cannot ask by a search whether somebody has a request', async () => {
    for (const search of [NAME, email, '1'])
      await expect(auditor.call('admin.requests.list', { search })).rejects.toMatchObject({
        kind: 'right_missing',
      });
  });
});

describe('support', () => {
  it('sees who asked and what they wrote, and nothing else about them', async () => {
    const detail = await support.call('admin.requests.get', { requestId });
    expect(detail).toMatchObject({ fullName: NAME, email, note: 'My note', standing: null, mayAlsoBe: [] });
    expect(JSON.stringify(detail)).not.toContain('Quiet Hosting');
  });

  it('sees no names beside downloads and consents', async () => {
    for (const path of LISTS.slice(1)) {
      const { items } = await support.call<{ items: object[] }>(path);
      expect(items).toMatchObject([{ fullName: null, email: null }]);
    }
  });

  it('finds a client, and enters a request for them', async () => {
    const other = await signedInCustomer(server, 'Rita Request');
    const found = await support.call<{ items: { customerId: string }[] }>('admin.customers.list', {
      search: 'Rita Request',
    });
    expect(found.items).toMatchObject([{ customerId: other.customerId }]);
    const entered = await support.call('admin.requests.create', {
      customerId: other.customerId,
      type: 'anonymization',
    });
    expect(entered).toMatchObject({ number: 2 });
  });
});
