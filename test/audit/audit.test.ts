import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACTIONS } from '../../server/audit/rules.ts';
import { signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { lookAndDecide } from '../support/decisions.ts';
import { startServer, type TestServer } from '../support/server.ts';

interface Entry {
  number: number;
  at: string;
  action: string;
  actorId: string | null;
  actorName: string | null;
  subjectName: string | null;
  requestNumber: number | null;
  details: Record<string, unknown>;
}

let server: TestServer;
let owner: Client;
let ownerId: string;
let auditor: Client;
const sql = () => server.database.pools.app;
beforeAll(async () => {
  server = await startServer();
  ({ client: owner, adminId: ownerId } = await signedInAdmin(server));
  ({ client: auditor } = await signedInAdmin(server, 'auditor'));
});
afterAll(() => server.stop());

const entries = async (input: object = {}, client = auditor) =>
  (await client.call<{ items: Entry[]; nextCursor: number | null }>('admin.audit.list', input)).items;

describe('the audit', () => {
  it('says who did what to which request, newest first, and never to whom', async () => {
    const customer = await signedInCustomer(server, 'Paula Private');
    const { requestId } = await customer.client.call<{ requestId: string }>('customer.requests.create', {
      type: 'removal',
    });
    await owner.call('admin.requests.get', { requestId });
    await lookAndDecide(owner, {
      requestId,
      outcome: 'destroy',
      blacklist: false,
      notify: false,
    });
    const [decided, viewed] = await entries();
    expect(decided).toMatchObject({
      action: 'request_decided',
      actorId: ownerId,
      actorName: 'Ada Admin',
      requestNumber: 1,
      details: { outcome: 'destroy' },
    });
    expect(viewed).toMatchObject({ action: 'customer_viewed', actorId: ownerId });
    expect(JSON.stringify(await entries())).not.toMatch(/Paula|customer-\d/u);
  });

  it('calls an admin who has given no name by their address', async () => {
    const { client, adminId, email } = await signedInAdmin(server);
    await sql()`update lethe.users set name = ' ' where id = ${adminId}`;
    await client.call('admin.mail.sendTest');
    expect((await entries({ actor: adminId }))[0]).toMatchObject({ actorName: email });
  });

  it('names the member that an act was about, as long as they are in the team', async () => {
    const { adminId } = await signedInAdmin(server, 'officer');
    await sql()`update lethe.users set name = 'Olga Officer' where id = ${adminId}`;
    await owner.call('admin.team.changeRole', { adminId, role: 'support' });
    expect((await entries())[0]).toMatchObject({ subjectName: 'Olga Officer' });
    await owner.call('admin.team.remove', { adminId });
    expect((await entries()).slice(0, 2)).toMatchObject([{ subjectName: null }, { subjectName: null }]);
  });

  it('names a webhook by its host alone: the rest of the address may be secret', async () => {
    const [{ id }] = await sql()<[{ id: string }]>`
      insert into lethe.webhooks (url, events, secret)
      values ('https://someone:password@hooks.example:8443/secret?token=1', '{request.created}', 'x') returning id`;
    await sql()`insert into lethe.audit (actor, action, details) values (${ownerId}, 'webhook_tested', ${sql().json({ webhookId: id })})`;
    expect((await entries())[0]).toMatchObject({ subjectName: 'hooks.example:8443' });
    await sql()`delete from lethe.webhooks`;
  });

  it('has one entry for each admin, customer and hour, from the client’s page and the request’s', async () => {
    const { customerId, client } = await signedInCustomer(server);
    const { requestId } = await client.call<{ requestId: string }>('customer.requests.create', {
      type: 'removal',
    });
    const officer = await signedInAdmin(server, 'officer');
    const viewsOf = async () =>
      (await entries({ action: 'customer_viewed' })).filter(
        ({ details }) => details['customerId'] === customerId,
      );
    for (const admin of [owner, owner, officer.client])
      await admin.call('admin.customers.get', { customerId });
    await owner.call('admin.requests.get', { requestId });
    expect((await viewsOf()).map(({ actorId }) => actorId)).toEqual([officer.adminId, ownerId]);
    await sql()`alter table lethe.audit disable trigger user`;
    await sql()`update lethe.audit set created_at = created_at - interval '1 hour'
      where details ->> 'customerId' = ${customerId}`;
    await owner.call('admin.customers.get', { customerId });
    expect(await viewsOf()).toHaveLength(3);
  });

  it('records no view where there is nobody', async () => {
    const before = (await entries({ action: 'customer_viewed' })).length;
    const customerId = '00000000-0000-4000-8000-000000000000';
    await expect(owner.call('admin.customers.get', { customerId })).rejects.toMatchObject({
      kind: 'customer_not_found',
    });
    expect(await entries({ action: 'customer_viewed' })).toHaveLength(before);
  });

  it('is filtered by admin, by what Lethe did, by act and by request', async () => {
    await owner.call('admin.settings.update', { waitingDays: 15 });
    await sql()`insert into lethe.audit (action) values ('request_replaced')`;
    expect((await entries({ action: 'settings_changed' }))[0]).toMatchObject({
      details: { waitingDays: 15 },
    });
    expect((await entries({ actor: 'lethe' })).map(({ actorId }) => actorId)).toEqual([null]);
    for (const { actorId } of await entries({ actor: ownerId })) expect(actorId).toBe(ownerId);
    for (const { requestNumber } of await entries({ requestNumber: 1 })) expect(requestNumber).toBe(1);
    expect(await entries({ requestNumber: 4_711 })).toEqual([]);
  });

  it('is filtered by days of the operator’s calendar', async () => {
    await sql()`update lethe.settings set time_zone = 'Pacific/Auckland'`;
    // Noon UTC on the 1st is already the 2nd in Auckland.
    await sql()`insert into lethe.audit (action, created_at) values ('record_moved', '2020-06-01T12:00:00Z')`;
    const on = (day: string) => entries({ from: day, until: day });
    expect(await on('2020-06-01')).toEqual([]);
    expect(await on('2020-06-02')).toMatchObject([{ action: 'record_moved' }]);
  });

  it('is read page by page, without a gap or a repetition', async () => {
    const all: number[] = [];
    let cursor: number | undefined;
    do {
      const page = await auditor.call<{ items: Entry[]; nextCursor: number | null }>('admin.audit.list', {
        limit: 2,
        ...(cursor === undefined ? {} : { cursor }),
      });
      all.push(...page.items.map(({ number }) => number));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(all).toEqual(all.toSorted((a, b) => b - a));
    const [{ count }] = await sql()<[{ count: number }]>`select count(*)::int as count from lethe.audit`;
    expect(new Set(all).size).toBe(count);
  });

  it('knows every act that the server writes', async () => {
    const written = await sql()<{ action: string }[]>`select distinct action from lethe.audit`;
    expect(ACTIONS).toEqual(expect.arrayContaining(written.map(({ action }) => action)));
  });
});
