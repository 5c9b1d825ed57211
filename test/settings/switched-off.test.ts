import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Customer, signedInCustomer } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { lookAndDecide } from '../support/decisions.ts';
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
    update lethe.settings set enabled = true, automatic_processing = false, automatic_since = null`;
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
        lookAndDecide(admin, { requestId, outcome, blacklist: false, notify: false }),
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
