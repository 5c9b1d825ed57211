import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Customer, signedInCustomer } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { lookAndDecide } from '../support/decisions.ts';
import type { TestServer } from '../support/server.ts';
import { registerSystem, type System, startWithSystems } from '../support/systems.ts';

let server: TestServer;
let admin: Client;
let system: System;
beforeAll(async () => {
  ({ server, admin, system } = await startWithSystems({ system: 'Newsletter' }));
});
afterAll(() => server.stop());

async function grant({ client }: Customer): Promise<number> {
  const { textVersion } = await client.call<{ textVersion: number }>('customer.consents.status');
  await client.call('customer.consents.grant', { textVersion });
  return textVersion;
}

async function decide({ client }: Customer, outcome: string): Promise<void> {
  const { requestId } = await client.call<{ requestId: string }>('customer.requests.create', {
    type: 'removal',
  });
  await lookAndDecide(admin, {
    requestId,
    outcome,
    blacklist: false,
    notify: false,
    reason: 'A law asks us to.',
  });
}

const check = (customer: unknown, purpose?: string) =>
  system.call<Record<string, unknown>>('system.consents.check', { customer, ...(purpose && { purpose }) });

async function link(customerId: string, externalId: string): Promise<void> {
  await server.database.pools.app`
    insert into lethe.external_ids (customer_id, system_id, external_id)
    select ${customerId}, id, ${externalId} from lethe.systems where name = 'Newsletter'`;
}

describe('a consent check', () => {
  it('allows by external id, id and address what the customer has granted', async () => {
    const customer = await signedInCustomer(server);
    await link(customer.customerId, 'granted-1');
    const textVersion = await grant(customer);
    const names = [
      { externalId: 'granted-1' },
      { customerId: customer.customerId },
      { email: customer.email.toUpperCase() },
    ];
    for (const name of names) {
      const answer = await check(name);
      expect(answer).toEqual({
        allowed: true,
        since: expect.stringMatching(/Z$/u),
        textVersion,
        reason: 'granted',
        removalPending: false,
      });
    }
  });

  it.each(['removal', 'anonymization'])(
    'stays as it is while a %s waits, and says that it does',
    async (type) => {
      const customer = await signedInCustomer(server);
      await link(customer.customerId, customer.email);
      const asked = () => customer.client.call<{ requestId: string }>('customer.requests.create', { type });
      const { requestId } = await asked();
      expect(await check({ email: customer.email })).toMatchObject({
        allowed: false,
        reason: 'never_granted',
        removalPending: true,
      });
      await grant(customer);
      expect(await check({ email: customer.email })).toMatchObject({
        allowed: true,
        reason: 'granted',
        removalPending: true,
      });
      await customer.client.call('customer.requests.cancel', { requestId });
      expect(await check({ email: customer.email })).toMatchObject({ allowed: true, removalPending: false });
    },
  );

  it('allows nothing before a grant, nor after a withdrawal', async () => {
    const customer = await signedInCustomer(server);
    await link(customer.customerId, customer.email);
    const refused = { allowed: false, since: null, textVersion: null, removalPending: false };
    expect(await check({ email: customer.email })).toEqual({ ...refused, reason: 'never_granted' });
    await grant(customer);
    await customer.client.call('customer.consents.withdraw');
    expect(await check({ email: customer.email })).toEqual({ ...refused, reason: 'withdrawn' });
  });

  it('allows a purpose only where the text agreed to names it', async () => {
    const customer = await signedInCustomer(server);
    await link(customer.customerId, customer.email);
    await grant(customer);
    expect(await check({ email: customer.email }, 'billing')).toMatchObject({ allowed: true });
    expect(await check({ email: customer.email }, 'newsletter')).toMatchObject({
      allowed: false,
      reason: 'purpose_not_covered',
    });
  });

  it.each(['block', 'star', 'destroy'])('allows nothing after %s, by whatever name', async (outcome) => {
    const customer = await signedInCustomer(server);
    await link(customer.customerId, `ended-${outcome}`);
    await grant(customer);
    await decide(customer, outcome);
    for (const name of [
      { externalId: `ended-${outcome}` },
      { customerId: customer.customerId },
      { email: customer.email },
    ]) {
      expect(await check(name)).toMatchObject({ allowed: false, since: null, textVersion: null });
    }
  });

  it('knows only the links of the system that asks', async () => {
    const customer = await signedInCustomer(server);
    await link(customer.customerId, 'mine');
    await grant(customer);
    const other = await registerSystem(server, admin, 'Another');
    const answer = await other.call('system.consents.check', { customer: { externalId: 'mine' } });
    expect(answer).toMatchObject({ allowed: false, reason: 'unknown' });
  });

  it.each([
    {},
    { email: 'no address' },
    { externalId: '' },
    { externalId: 'a\0b' },
    { email: 'a@b.example', externalId: 'x' },
  ])('refuses %j as a name', async (name) => {
    await expect(check(name)).rejects.toMatchObject({ status: 400, kind: 'invalid_input' });
  });
});
