import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addDays, dayIn } from '../../server/calendar/rules.ts';
import { findDueRequests } from '../../server/requests/automatic.ts';
import { decide } from '../../server/requests/decide.ts';
import { type Customer, signedInCustomer } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { customerOf } from '../support/intake.ts';
import type { TestServer } from '../support/server.ts';
import { type System, startWithSystems } from '../support/systems.ts';

const OFF = { status: 403, kind: 'personal_data_management_off' };

let server: TestServer;
let admin: Client;
let system: System;
beforeAll(async () => {
  ({ server, admin, system } = await startWithSystems({ system: 'Newsletter' }));
});
afterAll(() => server.stop());
afterEach(async () => {
  await server.database.pools.app`
    update lethe.settings set enabled = true, automatic_processing = false, automatic_since = null, automatic_from = null`;
});

const change = (changes: Record<string, unknown>) => admin.call('admin.settings.update', changes);
const askFor = (client: Client) =>
  client.call<{ requestId: string; automaticOn: string | null }>('customer.requests.create', {
    type: 'removal',
  });
async function linkedCustomer(): Promise<Customer> {
  const customer = await signedInCustomer(server);
  await customerOf(system, { externalId: customer.customerId, email: customer.email });
  return customer;
}
async function grant({ client }: Customer) {
  const { textVersion } = await client.call<{ textVersion: number }>('customer.consents.status');
  return client.call('customer.consents.grant', { textVersion });
}
const check = ({ email }: Customer) => system.call('system.consents.check', { customer: { email } });

describe('while Personal Data Management is off', () => {
  it('a consent can be withdrawn and seen, and none can be given', async () => {
    const customer = await linkedCustomer();
    await grant(customer);
    await change({ enabled: false });
    expect(await customer.client.call('customer.consents.status')).toMatchObject({ granted: true });
    await customer.client.call('customer.consents.withdraw');
    expect(await customer.client.call('customer.consents.history')).toMatchObject({
      items: [{ action: 'withdrawn' }, { action: 'granted' }],
    });
    await expect(grant(customer)).rejects.toMatchObject(OFF);
  });

  it('no system is told that it may process anybody’s data, whoever is named', async () => {
    const customer = await linkedCustomer();
    await grant(customer);
    expect(await check(customer)).toMatchObject({ allowed: true });
    await change({ enabled: false });
    const refused = { allowed: false, since: null, textVersion: null, reason: 'switched_off' };
    expect(await check(customer)).toMatchObject(refused);
    expect(await check({ ...customer, email: 'nobody@lethe.example' })).toMatchObject(refused);
    await change({ enabled: true });
    expect(await check(customer)).toMatchObject({ allowed: true });
  });

  it('a request is entered by nobody and decided by nobody, and can be seen and cancelled', async () => {
    const [waiting, other] = [await linkedCustomer(), await linkedCustomer()];
    const { requestId } = await askFor(waiting.client);
    const repeated = {
      customer: { email: (await linkedCustomer()).email },
      type: 'removal',
      receivedBy: 'phone',
      idempotencyKey: crypto.randomUUID(),
    };
    const entered = await system.call('system.requests.create', repeated);
    await change({ enabled: false });
    const { email, customerId } = other;
    for (const outcome of ['block', 'star', 'destroy'])
      await expect(
        admin.call('admin.requests.decide', { requestId, outcome, blacklist: false, notify: false }),
      ).rejects.toMatchObject(OFF);
    await expect(askFor(other.client)).rejects.toMatchObject(OFF);
    await expect(admin.call('admin.requests.create', { customerId, type: 'removal' })).rejects.toMatchObject(
      OFF,
    );
    await expect(
      system.call('system.requests.create', { customer: { email }, type: 'removal', receivedBy: 'phone' }),
    ).rejects.toMatchObject(OFF);
    expect(await system.call('system.requests.create', repeated)).toEqual(entered);
    expect(await waiting.client.call('customer.requests.list')).toMatchObject({
      items: [{ requestId, status: 'pending' }],
    });
    expect(await waiting.client.call('customer.requests.cancel', { requestId })).toMatchObject({
      status: 'cancelled',
    });
    expect(
      await server.database.pools.app`select from lethe.data_requests where customer_id = ${customerId}`,
    ).toEqual([]);
  });

  it('the page is offered to whoever has something to take back or to see there, and to nobody else', async () => {
    const [nothing, agreed, waiting] = [
      await linkedCustomer(),
      await linkedCustomer(),
      await linkedCustomer(),
    ];
    await grant(agreed);
    await askFor(waiting.client);
    await change({ enabled: false });
    for (const [{ client }, personalDataOffered] of [
      [nothing, false],
      [agreed, true],
      [waiting, true],
    ] as const)
      expect(await client.call('account.me')).toMatchObject({
        personalDataManagement: false,
        personalDataOffered,
      });
  });
});

describe('once it is switched on again', () => {
  const due = async () => (await findDueRequests(server.database.pools.app)).due.map((one) => one.requestId);

  it.each([
    { off: { enabled: false }, on: { enabled: true } },
    { off: { automaticProcessing: false }, on: { automaticProcessing: true } },
  ])(
    'what waits is announced for a full day later, and decided by then at the earliest: $off',
    async (switched) => {
      const sql = server.database.pools.app;
      await change({ enabled: true, automaticProcessing: true, waitingDays: 2 });
      const { client } = await linkedCustomer();
      const { requestId } = await askFor(client);
      await sql`update lethe.settings set automatic_since = null, automatic_from = null`;
      await sql`update lethe.data_requests set created_at = now() - interval '30 days' where id = ${requestId}`;
      expect(await due()).toContain(requestId);
      await change(switched.off);
      expect(await due()).toEqual([]);
      await change(switched.on);
      expect(await due()).toEqual([]);
      const [{ fresh }] = await sql<[{ fresh: boolean }]>`
        select automatic_since > now() - interval '1 minute' as fresh from lethe.settings`;
      expect(fresh, 'the full day begins with the switch').toBe(true);
      const announced = addDays(dayIn('UTC'), 1);
      expect(await client.call('customer.requests.list')).toMatchObject({
        items: [{ requestId, automaticOn: announced }],
      });
      const byTheSystem = {
        requestId,
        outcome: 'destroy',
        actor: null,
        rule: 'waiting_period_2_days',
        blacklist: [],
        notify: false,
        reason: null,
      } as const;
      const by = { ...server.deps, sql, decisions: server.database.pools.decisions };
      await expect(decide(by, byTheSystem)).rejects.toMatchObject({ message: 'automatic_not_due' });
      await sql`update lethe.settings set automatic_since = now() - interval '23 hours', automatic_from = current_date - 1`;
      expect(await due()).toEqual([]);
      await expect(decide(by, byTheSystem)).rejects.toMatchObject({ message: 'automatic_not_due' });
      await sql`update lethe.settings set automatic_since = now() - interval '25 hours'`;
      expect(await due()).toContain(requestId);
    },
  );

  it('a promised day that lies later stays, and so does everything when nothing was off', async () => {
    await change({ enabled: true, automaticProcessing: true, waitingDays: 9 });
    const { client } = await linkedCustomer();
    const { automaticOn } = await askFor(client);
    await change({ enabled: false });
    await change({ enabled: true });
    expect(await client.call('customer.requests.list')).toMatchObject({ items: [{ automaticOn }] });
    const [before] = await server.database.pools
      .app`select automatic_since, automatic_from from lethe.settings`;
    await change({ enabled: true, automaticProcessing: true, waitingDays: 3 });
    expect(
      await server.database.pools.app`select automatic_since, automatic_from from lethe.settings`,
    ).toEqual([before]);
  });
});
