import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastMessage, PASSWORD, signedInAdmin, signedInCustomer, signIn } from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { lookAndDecide } from '../support/decisions.ts';
import { rounds } from '../support/depth.ts';
import { decided, person, upsertWith } from '../support/intake.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { registerSystem, type System } from '../support/systems.ts';

let server: TestServer;
let admin: Client;
let adminId: string;
let billing: System;
beforeAll(async () => {
  server = await startServer();
  const signedIn = await signedInAdmin(server);
  admin = signedIn.client;
  const [row] = await server.database.pools.app<[{ id: string }]>`select id from lethe.admins`;
  adminId = row.id;
  billing = await registerSystem(server, admin, 'Billing');
});
afterAll(() => server.stop());

const blocked = async (blacklist = false) => {
  const nora = await signedInCustomer(server);
  await upsertWith(billing, [person({ email: nora.email, fullName: 'Nora Nobody', phone: '+49 30 551177' })]);
  await decided(admin, nora.customerId, 'block', blacklist);
  return nora;
};
const unblock = (customerId: string, removeFromBlacklist = false) =>
  admin.call<{ claimsRemoved: number }>('admin.customers.unblock', { customerId, removeFromBlacklist });
const requestsOf = async (customerId: string) => {
  const { items } = await admin.call<{ items: { requestId: string }[] }>('admin.customers.requests', {
    customerId,
  });
  return Promise.all(items.map(({ requestId }) => admin.call<object>('admin.requests.get', { requestId })));
};

describe('a block that an admin lifts', () => {
  it('opens the account; the customer sets a password by mail and finds everything as it was', async () => {
    const nora = await blocked();
    await expect(signIn(server, nora.email)).rejects.toThrow('401');
    await unblock(nora.customerId);
    await expect(signIn(server, nora.email), 'the block deleted the password').rejects.toThrow('401');
    await createClient(server.url).post('/api/auth/request-password-reset', { email: nora.email });
    const token = /#([\w-]+)/u.exec((await lastMessage(server, nora.email))?.body ?? '')?.[1] ?? '';
    await createClient(server.url).post('/api/auth/reset-password', { token, newPassword: PASSWORD });
    const client = await signIn(server, nora.email);
    expect(await client.call('customer.profile.get')).toMatchObject({ phone: '+49 30 551177' });
    expect(await client.call('customer.requests.list')).toMatchObject({
      items: [{ status: 'blocked', liftedAt: expect.any(String) }],
    });
    expect(await client.call('customer.requests.create', { type: 'removal' })).toMatchObject({
      requestId: expect.any(String),
    });
  });

  it('stays in the request and the audit, by whom and when', async () => {
    const { customerId } = await blocked();
    await unblock(customerId);
    expect(await requestsOf(customerId)).toMatchObject([
      {
        status: 'blocked',
        customerState: 'open',
        liftedAt: expect.any(String),
        liftedBy: expect.any(String),
      },
    ]);
    const audit = await server.database.pools.app`
      select a.actor, a.details, r.customer_id as "customerId" from lethe.audit a join lethe.data_requests r on r.id = a.request_id
      where a.action = 'customer_unblocked' order by a.number desc limit 1`;
    expect(audit).toEqual([{ actor: adminId, customerId, details: { requests: 1, claimsRemoved: 0 } }]);
  });

  it('takes from the blacklist what came with it only where the admin wishes', async () => {
    const kept = await blocked(true);
    expect(await unblock(kept.customerId)).toMatchObject({ claimsRemoved: 0 });
    const gone = await blocked(true);
    expect(await unblock(gone.customerId, true)).toMatchObject({ claimsRemoved: 1 });
    const found = (value: string) =>
      admin.call<{ items: object[] }>('admin.blacklist.lookUp', { kind: 'email', value });
    expect((await found(kept.email)).items).toMatchObject([{ claims: [{ reason: 'block' }] }]);
    expect((await found(gone.email)).items).toEqual([]);
  });

  it('takes nothing from the blacklist that stands there for another reason too', async () => {
    const { customerId, email } = await blocked(true);
    await admin.call('admin.blacklist.add', { kind: 'email', value: email, reason: 'fraud' });
    expect(await unblock(customerId, true)).toMatchObject({ claimsRemoved: 1 });
    const { items } = await admin.call<{ items: object[] }>('admin.blacklist.lookUp', {
      kind: 'email',
      value: email,
    });
    expect(items).toMatchObject([{ claims: [{ reason: 'fraud' }] }]);
  });

  it('is told to no system that has not read of it; it may process the person again', async () => {
    const { customerId } = await blocked();
    const feed = () => billing.call<{ items: object[] }>('system.erasures.feed');
    await unblock(customerId);
    expect((await feed()).items).toEqual([]);
    const told = await blocked();
    expect((await feed()).items).toMatchObject([{ outcome: 'block' }]);
    await unblock(told.customerId);
    expect((await feed()).items, 'what was told stands until it is answered').toMatchObject([
      { outcome: 'block' },
    ]);
  });

  it.each(['block', 'star', 'destroy'] as const)('may be followed by a %s', async (outcome) => {
    const { customerId } = await blocked();
    await unblock(customerId);
    await decided(admin, customerId, outcome);
    const [row] = await server.database.pools.app`select state from lethe.customers where id = ${customerId}`;
    expect(row).toEqual(
      outcome === 'destroy' ? undefined : { state: outcome === 'star' ? 'starred' : 'blocked' },
    );
    if (outcome === 'block') expect(await unblock(customerId)).toMatchObject({ claimsRemoved: 0 });
  });
});

it('nobody is unblocked who is open, starred or gone', async () => {
  const { customerId } = await signedInCustomer(server);
  await expect(unblock(customerId)).rejects.toMatchObject({ kind: 'customer_not_blocked' });
  await decided(admin, customerId, 'star');
  await expect(unblock(customerId)).rejects.toMatchObject({ kind: 'customer_not_blocked' });
  const other = await signedInCustomer(server);
  await decided(admin, other.customerId, 'destroy');
  await expect(unblock(other.customerId)).rejects.toMatchObject({ kind: 'customer_not_found' });
});

it('a decision and an unblocking of one customer take turns, many times: what stands is whole', async () => {
  for (let turn = 0; turn < rounds(12, 40); turn++) {
    const customerId = (await upsertWith(billing, [person()])).flatMap((one) =>
      'customerId' in one ? [one.customerId] : [],
    )[0]!;
    await decided(admin, customerId, 'block');
    const request = { customerId, type: 'removal' };
    const { requestId } = await admin.call<{ requestId: string }>('admin.requests.create', request);
    const decision = { requestId, outcome: 'star', blacklist: false, notify: false };
    await Promise.allSettled([lookAndDecide(admin, decision), unblock(customerId)]);
    const [row] = await server.database.pools.app`
      select c.state, c.closed_at is not null as closed, c.name from lethe.customers c where id = ${customerId}`;
    expect(row).toEqual({ state: 'starred', closed: true, name: '*****' });
  }
}, 120_000);
