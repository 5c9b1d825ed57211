import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { lookAndDecide } from '../support/decisions.ts';
import { insertPerson, insertRequest } from '../support/people.ts';
import type { TestServer } from '../support/server.ts';
import { startServer } from '../support/server.ts';
import { EVERY_SCOPE, registerSystem, type System, whileLinked } from '../support/systems.ts';

let server: TestServer;
let admin: Client;
let dashboard: System;
const sql = () => server.database.pools.app;
beforeAll(async () => {
  server = await startServer();
  admin = (await signedInAdmin(server)).client;
  dashboard = await registerSystem(server, admin, 'Dashboard', ['requests:read', 'customers:read']);
});
afterAll(() => server.stop());

interface Page<T> {
  items: T[];
  nextCursor: number | null;
}
interface Listed {
  requestId: string;
  number: number;
  customerId: string | null;
  status: string;
}

/** Somebody whom no system knows, with a pending request and a canary in each value. */
async function someone() {
  const customer = await signedInCustomer(server, 'Canary Kanarienvogel');
  const { requestId } = await customer.client.call<{ requestId: string }>('customer.requests.create', {
    type: 'removal',
    note: 'A canary note',
  });
  return { ...customer, requestId };
}
const readingsOf = (customerId: string) => sql()<{ systemKeyId: string; actor: string | null }[]>`
  select system_key_id as "systemKeyId", actor from lethe.audit
  where action = 'customer_read' and details ->> 'customerId' = ${customerId} order by number`;

describe('a key that reads', () => {
  it.each([...EVERY_SCOPE])('has nothing else: not %s', async (other) => {
    const create = (scopes: string[]) => admin.call('admin.systemKeys.create', { name: 'Mixed', scopes });
    for (const reading of ['requests:read', 'customers:read'])
      await expect(create([other, reading])).rejects.toMatchObject({
        kind: 'invalid_input',
        field: 'scopes',
        problem: 'reading_alone',
      });
    const mixed = [other, 'customers:read'];
    await expect(
      sql()`update lethe.system_keys set scopes = ${mixed} where id = ${dashboard.id}`,
    ).rejects.toThrow('system_keys_scopes');
  });

  it('is made by an owner alone, and is not among the scopes of others', async () => {
    const officer = (await signedInAdmin(server, 'officer')).client;
    const made = officer.call('admin.systemKeys.create', { name: 'Officer’s', scopes: ['customers:read'] });
    await expect(made).rejects.toMatchObject({ kind: 'right_missing' });
    const { call } = await registerSystem(server, admin, 'Writes only');
    for (const list of ['system.requests.list', 'system.customers.list'])
      await expect(call(list)).rejects.toMatchObject({ kind: 'scope_missing' });
  });

  it('lists every request page by page, without a gap, and names nobody', async () => {
    for (let count = 0; count < 5; count += 1) await insertRequest(sql(), await insertPerson(sql()));
    const { requestId } = await someone();
    const all: Listed[] = [];
    let cursor: number | null | undefined;
    do {
      const page: Page<Listed> = await dashboard.call('system.requests.list', {
        limit: 2,
        ...(cursor ? { cursor } : {}),
      });
      all.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    const [{ count }] = await sql()<[{ count: number }]>`
      select count(*)::int as count from lethe.data_requests`;
    expect(all.map(({ number }) => number)).toEqual(
      [...new Set(all.map((r) => r.number))].toSorted((a, b) => b - a),
    );
    expect(all).toHaveLength(count);
    expect(all[0]).toMatchObject({ requestId, status: 'pending', overdue: false, waitingSystems: 0 });
    expect(JSON.stringify(all)).not.toMatch(/canary|example/iu);
  });

  it('filters requests by state, customer, deadline and time', async () => {
    const { requestId, customerId } = await someone();
    const ids = async (input: object) =>
      (await dashboard.call<Page<Listed>>('system.requests.list', { customerId, ...input })).items.map(
        (one) => one.requestId,
      );
    const hour = 3_600_000;
    const [before, after] = [-hour, hour].map((ms) => new Date(Date.now() + ms).toISOString());
    expect(await ids({})).toEqual([requestId]);
    for (const found of [
      { status: 'pending' },
      { type: 'removal' },
      { createdFrom: before, createdUntil: after },
    ])
      expect(await ids(found), JSON.stringify(found)).toEqual([requestId]);
    const missed = [
      { status: 'refused' },
      { type: 'anonymization' },
      { overdue: true },
      { waitingForSystems: true },
      { createdFrom: after },
      { createdUntil: before },
      { decidedFrom: before },
    ];
    for (const none of missed) expect(await ids(none), JSON.stringify(none)).toEqual([]);
    await sql()`update lethe.data_requests set answer_by = current_date - 3 where id = ${requestId}`;
    expect(await ids({ overdue: true })).toEqual([requestId]);
    await lookAndDecide(admin, {
      requestId,
      outcome: 'refuse',
      blacklist: false,
      notify: false,
      reason: 'A law asks us to.',
    });
    expect(await ids({ decidedFrom: before, decidedUntil: after })).toEqual([requestId]);
  });

  it.each(['2026-02-30T00:00:00Z', '2026-01-01T00:00:00+19:00', 'yesterday', '2026-01-01'])(
    'is refused %s as a time',
    async (createdFrom) => {
      for (const list of ['system.requests.list', 'system.customers.list'])
        await expect(dashboard.call(list, { createdFrom })).rejects.toMatchObject({
          kind: 'invalid_input',
          field: 'createdFrom',
        });
    },
  );

  it('reads one request with its counts, and nothing that anybody wrote', async () => {
    const { requestId, customerId } = await someone();
    const request = await dashboard.call('system.requests.get', { requestId });
    expect(request).toMatchObject({
      requestId,
      customerId,
      enteredBy: 'customer',
      standing: { services: { active: 0, passive: 0 }, invoices: { paid: 0, unpaid: 0, sums: [] } },
      systems: [],
    });
    expect(JSON.stringify(request)).not.toMatch(/canary|example/iu);
    const missing = { requestId: '00000000-0000-4000-8000-000000000000' };
    await expect(dashboard.call('system.requests.get', missing)).rejects.toMatchObject({
      kind: 'request_not_found',
    });
  });

  it('reads what systems answered to a decision, and no id or reason of theirs', async () => {
    const { requestId, customerId } = await someone();
    const billing = await registerSystem(server, admin, 'Billing');
    await whileLinked(sql(), billing, customerId, () =>
      lookAndDecide(admin, { requestId, outcome: 'destroy', blacklist: false, notify: false }),
    );
    const { items } = await billing.call<Page<{ erasureId: string }>>('system.erasures.feed');
    const answer = { result: 'retained', reason: 'A canary law' };
    await billing.call('system.erasures.acknowledge', { erasureId: items[0]!.erasureId, ...answer });
    const request = await dashboard.call('system.requests.get', { requestId });
    expect(request).toMatchObject({
      customerId: null,
      standing: null,
      systems: expect.arrayContaining([
        expect.objectContaining({ name: 'Billing', overdue: false, result: 'retained' }),
      ]),
    });
    expect(JSON.stringify(request)).not.toMatch(/canary|for a while/iu);
    const [entry] = await sql()`
      select actor, system_key_id as "systemKeyId", details from lethe.audit
      where action = 'erasure_acknowledged' and request_id = ${requestId}`;
    expect(entry).toEqual({ actor: null, systemKeyId: billing.id, details: { result: 'retained' } });
  });

  it('lists customers without a name, and reads one with what an integration needs', async () => {
    const { customerId, email, requestId } = await someone();
    const listed = await dashboard.call<Page<object>>('system.customers.list', { limit: 1 });
    expect(listed.items).toMatchObject([
      { customerId, state: 'open', hasAccount: true, pendingRequestId: requestId },
    ]);
    expect(JSON.stringify(listed)).not.toMatch(/canary|example/iu);
    await sql()`update lethe.customers set phone = '+49 30 1234567', birth_date = '1990-04-01' where id = ${customerId}`;
    const one = await dashboard.call<object>('system.customers.get', { customerId });
    expect(one).toMatchObject({ customerId, fullName: 'Canary Kanarienvogel', email, standing: {} });
    expect(Object.keys(one).toSorted().join(' ')).toBe(
      'closedAt company createdAt customerId email fullName hasAccount language number pendingRequestId standing state',
    );
  });

  it('leaves one entry for each key, customer and hour; a list leaves none', async () => {
    const { customerId, requestId } = await someone();
    const second = await registerSystem(server, admin, 'Dashboard', ['requests:read']);
    await dashboard.call('system.customers.list', { limit: 100 });
    await dashboard.call('system.requests.list', { limit: 100 });
    expect(await readingsOf(customerId)).toEqual([]);
    await dashboard.call('system.customers.get', { customerId });
    await dashboard.call('system.customers.get', { customerId });
    await dashboard.call('system.requests.get', { requestId });
    await second.call('system.requests.get', { requestId });
    expect(await readingsOf(customerId)).toEqual([
      { systemKeyId: dashboard.id, actor: null },
      { systemKeyId: second.id, actor: null },
    ]);
    await sql()`update lethe.audit set created_at = created_at - interval '1 hour'
      where system_key_id = ${second.id}`;
    await second.call('system.requests.get', { requestId });
    expect(await readingsOf(customerId)).toHaveLength(3);
  });

  it('has read whom an address finds', async () => {
    const { customerId, email } = await someone();
    const { items } = await dashboard.call<Page<{ customerId: string }>>('system.customers.list', {
      email: email.toUpperCase(),
    });
    expect(items.map((one) => one.customerId)).toEqual([customerId]);
    expect(await readingsOf(customerId)).toHaveLength(1);
  });
});

describe('what keys do', () => {
  it('is in the audit under the name of the system, and apart from what Lethe does', async () => {
    const { customerId } = await someone();
    await dashboard.call('system.customers.get', { customerId });
    const listed = async (actor: string) =>
      (await admin.call<Page<Record<string, unknown>>>('admin.audit.list', { actor })).items;
    expect((await listed('systems'))[0]).toMatchObject({
      action: 'customer_read',
      actorId: null,
      systemName: 'Dashboard',
      details: { customerId },
    });
    for (const { systemName } of await listed('lethe')) expect(systemName).toBeNull();
  });

  it('is one entry an hour for whatever it sends, and one for each request that it enters', async () => {
    const crm = await registerSystem(server, admin, 'CRM');
    const customer = { externalId: 'crm-1' };
    const row = { ...customer, email: 'sent@person.example', fullName: 'Sent Person' };
    for (let count = 0; count < 3; count += 1) await crm.call('system.customers.upsert', { items: [row] });
    await crm.call('system.services.remove', { customer, externalId: 'none' });
    const entered = await crm.call<{ requestId: string }>('system.requests.create', {
      customer,
      type: 'removal',
      receivedBy: 'phone',
    });
    const entries = await sql()`
      select action, request_id as "requestId" from lethe.audit where system_key_id = ${crm.id} order by number`;
    expect(entries).toEqual([
      { action: 'data_sent', requestId: null },
      { action: 'request_entered', requestId: entered.requestId },
    ]);
  });
});
