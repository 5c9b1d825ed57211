import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, answerDue, latestToday } from '../../server/calendar/rules.ts';
import { MOST_PENDING } from '../../server/requests/rules.ts';
import { signedInCustomer } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { rounds } from '../support/depth.ts';
import { customerOf } from '../support/intake.ts';
import type { TestServer } from '../support/server.ts';
import { registerSystem, type System, startWithSystems } from '../support/systems.ts';

interface Entered {
  requestId: string;
  number: number;
}
interface Own extends Entered {
  status: string;
  answerBy: string;
  replacedBy: number | null;
}

let server: TestServer;
let admin: Client;
let system: System;
beforeAll(async () => {
  ({ server, admin, system } = await startWithSystems({ system: 'Support desk' }));
});
afterAll(() => server.stop());

async function linkedCustomer() {
  const customer = await signedInCustomer(server);
  await customerOf(system, { externalId: customer.customerId, email: customer.email });
  return customer;
}
/** A minute's allowance is another test's matter. */
async function enter(input: Record<string, unknown>): Promise<Entered> {
  await server.database.pools.app`delete from lethe.rate_limits`;
  return system.call<Entered>('system.requests.create', {
    type: 'anonymization',
    receivedBy: 'phone',
    ...input,
  });
}
const askFor = (client: Client) => client.call<Own>('customer.requests.create', { type: 'removal' });
const listOf = async (client: Client) =>
  (await client.call<{ items: Own[] }>('customer.requests.list')).items;

describe('the person’s own request', () => {
  it('takes the place of one that a system entered, which keeps its number and says why it ended', async () => {
    const { client, email } = await linkedCustomer();
    const theirs = await enter({ customer: { email } });
    const own = await askFor(client);
    expect(await listOf(client)).toMatchObject([
      { requestId: own.requestId, status: 'pending', replacedBy: null },
      { requestId: theirs.requestId, number: theirs.number, status: 'cancelled', replacedBy: own.number },
    ]);
    expect(await admin.call('admin.requests.get', { requestId: theirs.requestId })).toMatchObject({
      status: 'cancelled',
      replacedBy: own.number,
      enteredBySystem: 'Support desk',
    });
    expect(await admin.call('admin.requests.get', { requestId: own.requestId })).toMatchObject({
      replaces: theirs.number,
      replacedBy: null,
    });
    expect(
      await server.database.pools.app`
        select actor, details from lethe.audit where request_id = ${theirs.requestId} and action = 'request_replaced'`,
    ).toEqual([{ actor: null, details: { by: own.number } }]);
    await expect(askFor(client)).rejects.toMatchObject({ kind: 'request_already_pending' });
  });

  it.each([-40, -3, 0])('keeps the earlier deadline: a letter %s days old began the month', async (days) => {
    const { client, email } = await linkedCustomer();
    const receivedOn = addDays(latestToday(), days);
    await enter({ customer: { email }, receivedOn });
    const { answerBy } = await askFor(client);
    const [{ alone }] = await server.database.pools.app<[{ alone: string }]>`
      select ((now() at time zone 'UTC')::date)::text as alone`;
    const [own, first] = [answerDue(alone), answerDue(receivedOn)];
    expect(answerBy).toBe(first < own ? first : own);
  });

  it('answers the system’s key as before, and refuses it another beside the person’s own', async () => {
    const { client, email } = await linkedCustomer();
    const call = { customer: { email }, idempotencyKey: crypto.randomUUID() };
    const theirs = await enter(call);
    await askFor(client);
    expect(await enter(call)).toEqual(theirs);
    await expect(enter({ customer: { email } })).rejects.toMatchObject({ kind: 'request_already_pending' });
  });

  it('leaves one that an admin entered where it is', async () => {
    const { client, customerId } = await linkedCustomer();
    const entered = await admin.call<Entered>('admin.requests.create', { customerId, type: 'removal' });
    await expect(askFor(client)).rejects.toMatchObject({ kind: 'request_already_pending' });
    expect(await listOf(client)).toMatchObject([{ requestId: entered.requestId, status: 'pending' }]);
  });

  it('wins every race against a system: it is always taken, and one is pending', async () => {
    const { client, email, customerId } = await linkedCustomer();
    const { app } = server.database.pools;
    for (let round = 0; round < rounds(30, 100); round += 1) {
      await app`delete from lethe.data_requests where customer_id = ${customerId}`;
      await app`delete from lethe.rate_limits`;
      const [own, theirs] = await Promise.all([
        askFor(client),
        enter({ customer: { email } }).catch((error: { kind: string }) => error.kind),
      ]);
      const listed = await listOf(client);
      const pending = listed.filter(({ status }) => status === 'pending');
      expect(pending.map(({ requestId }) => requestId)).toEqual([own.requestId]);
      if (typeof theirs === 'string') {
        expect(theirs).toBe('request_already_pending');
        expect(listed).toHaveLength(1);
      } else
        expect(listed[1]).toMatchObject({
          requestId: theirs.requestId,
          status: 'cancelled',
          replacedBy: own.number,
        });
    }
  }, 120_000);
});

describe('what one system has entered and nobody has decided', () => {
  it(`is ${MOST_PENDING} requests at most, also of two in one moment; a repeated key is answered still`, async () => {
    const { app } = server.database.pools;
    await app`update lethe.data_requests set status = 'cancelled', decided_at = now() where status = 'pending'`;
    await app`
      with people as (
        insert into lethe.users (name, email, email_verified)
        select 'Waiting', 'waiting-' || n || '@lethe.example', true from generate_series(1, ${MOST_PENDING - 2}) n returning id)
      select count(*) from people`;
    await app`
      insert into lethe.data_requests (customer_id, type, answer_by, system_id, received_by)
      select c.id, 'removal', now(), r.id, 'phone' from lethe.customers c cross join lethe.systems r
      where c.email like 'waiting-%' and r.name = 'Support desk'`;
    const people = await Promise.all([linkedCustomer(), linkedCustomer(), linkedCustomer()]);
    const [kept, ...others] = people.map(({ email }) => ({
      customer: { email },
      idempotencyKey: crypto.randomUUID(),
    }));
    const entered = await enter(kept!);
    const both = await Promise.allSettled(others.map((call) => enter(call)));
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { status: 409, kind: 'too_many_pending' },
    });
    expect(await enter(kept!)).toEqual(entered);
    await app`update lethe.data_requests set status = 'cancelled' where id = ${entered.requestId}`;
    expect(await Promise.all(others.map((call) => enter(call)))).toHaveLength(2);
  });

  it('is no bar for another system, nor for the person', async () => {
    const { app } = server.database.pools;
    const other = await registerSystem(server, admin, 'Other desk');
    const customer = await signedInCustomer(server);
    await customerOf(other, { externalId: customer.customerId, email: customer.email });
    await app`delete from lethe.rate_limits`;
    const named = { customer: { email: customer.email }, type: 'removal', receivedBy: 'phone' };
    expect(await other.call('system.requests.create', named)).toMatchObject({ number: expect.any(Number) });
    const { client } = await linkedCustomer();
    expect(await askFor(client)).toMatchObject({ status: 'pending' });
  });
});
