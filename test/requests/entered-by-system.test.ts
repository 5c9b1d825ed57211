import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, answerDue, latestToday } from '../../server/calendar/rules.ts';
import { findDueRequests, findUnannouncedRequests } from '../../server/requests/automatic-queries.ts';
import { signedInCustomer } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { lookAndDecide } from '../support/decisions.ts';
import { customerOf } from '../support/intake.ts';
import type { TestServer } from '../support/server.ts';
import { registerSystem, type System, startWithSystems } from '../support/systems.ts';
import { untilSomebodyWaits } from '../support/waiting.ts';

let server: TestServer;
let admin: Client;
let system: System;
beforeAll(async () => {
  ({ server, admin, system } = await startWithSystems({ system: 'Support desk' }));
});
afterAll(() => server.stop());

interface Entered {
  requestId: string;
  number: number;
}
const enter = (input: Record<string, unknown>) =>
  system.call<Entered>('system.requests.create', { type: 'removal', receivedBy: 'phone', ...input });

/** A customer with an account, whom the system has linked. */
async function linkedCustomer(by: System = system) {
  const customer = await signedInCustomer(server);
  await customerOf(by, { externalId: customer.customerId, email: customer.email });
  return customer;
}

describe('a request that a system received', () => {
  it('stands in the list, marked with how and by whom, and its month begins on the day it came in', async () => {
    const { email, client } = await linkedCustomer();
    const receivedOn = addDays(latestToday(), -40);
    const { requestId } = await enter({ customer: { email }, receivedBy: 'letter', receivedOn });
    expect(await admin.call('admin.requests.get', { requestId })).toMatchObject({
      status: 'pending',
      receivedBy: 'letter',
      receivedOn,
      enteredBySystem: 'Support desk',
      answerBy: answerDue(receivedOn),
    });
    expect(await client.call('customer.requests.list')).toMatchObject({
      items: [{ requestId, status: 'pending' }],
    });
    const audited = await server.database.pools.app`
      select actor, details from lethe.audit where request_id = ${requestId} and action = 'request_entered'`;
    expect(audited).toMatchObject([{ actor: null, details: { systemId: expect.any(String) } }]);
  });

  it('is entered once by one idempotency key, also of two calls at once and after it was decided', async () => {
    const { email } = await linkedCustomer();
    const call = { customer: { email }, idempotencyKey: crypto.randomUUID() };
    const [first, second] = await Promise.all([enter(call), enter(call)]);
    expect(second).toEqual(first);
    await lookAndDecide(admin, {
      requestId: first.requestId,
      outcome: 'destroy',
      blacklist: false,
      notify: false,
    });
    expect(await enter(call)).toEqual(first);
  });

  it('is answered again after a star too, however the customer was named; for another customer the key is refused', async () => {
    for (const outcome of ['star', 'destroy']) {
      const { email, customerId } = await linkedCustomer();
      const other = await linkedCustomer();
      const idempotencyKey = crypto.randomUUID();
      const first = await enter({ customer: { email }, idempotencyKey });
      const decision = { outcome, blacklist: false, notify: false };
      await lookAndDecide(admin, { requestId: first.requestId, ...decision });
      expect(await enter({ customer: { email }, idempotencyKey })).toEqual(first);
      expect(await enter({ customer: { customerId }, idempotencyKey })).toEqual(first);
      await expect(enter({ customer: { email: other.email }, idempotencyKey })).rejects.toMatchObject({
        kind: 'idempotency_key_reused',
      });
    }
  });

  it('is never the system’s to decide: nobody here has seen that the customer made it', async () => {
    const sql = server.database.pools.app;
    await sql`update lethe.settings set automatic_processing = true, waiting_days = 1`;
    const [one, other] = [await linkedCustomer(), await linkedCustomer()];
    const { requestId } = await enter({ customer: { email: one.email } });
    const own = await other.client.call<Entered>('customer.requests.create', { type: 'removal' });
    await sql`update lethe.data_requests set announced_at = null`;
    const waiting = (await findUnannouncedRequests(sql, 0)).found.map((request) => request.requestId);
    expect(waiting).toContain(own.requestId);
    expect(waiting).not.toContain(requestId);
    await sql`update lethe.data_requests set waiting_days = 1, announced_at = now() - interval '3 days'`;
    const due = (await findDueRequests(sql)).found.map((request) => request.requestId);
    expect(due).toContain(own.requestId);
    expect(due).not.toContain(requestId);
    expect(await admin.call('admin.requests.get', { requestId })).toMatchObject({ automaticOn: null });
    await sql`update lethe.settings set automatic_processing = false`;
  });

  it('is entered for nobody whom the system has not linked or handed in, however they are named', async () => {
    const { email, customerId } = await signedInCustomer(server);
    for (const customer of [{ email }, { customerId }, { externalId: 'unknown' }])
      await expect(enter({ customer })).rejects.toMatchObject({ status: 404, kind: 'customer_not_found' });
  });

  it('is entered for nobody where several people have the address: the system is to name one by its id', async () => {
    const email = `family-${Date.now()}@lethe.example`;
    for (const [externalId, fullName] of [
      ['anna', 'Anna Example'],
      ['bert', 'Bert Example'],
    ])
      await customerOf(system, { externalId, email, fullName });
    await expect(enter({ customer: { email } })).rejects.toMatchObject({
      status: 409,
      kind: 'ambiguous_customer',
    });
    expect(await enter({ customer: { externalId: 'anna' } })).toMatchObject({ number: expect.any(Number) });
  });

  it('is refused by a key that was used for another wish of the same person', async () => {
    const { email } = await linkedCustomer();
    const idempotencyKey = crypto.randomUUID();
    await enter({ customer: { email }, idempotencyKey });
    await expect(enter({ customer: { email }, idempotencyKey, type: 'anonymization' })).rejects.toMatchObject(
      {
        kind: 'idempotency_key_reused',
      },
    );
  });

  it('is entered for nobody who had the address until a moment ago', async () => {
    const { app, decisions } = server.database.pools;
    const { email, customerId } = await linkedCustomer();
    let answer: Promise<unknown> = Promise.resolve();
    await decisions.begin(async (tx) => {
      await tx`select 1 from lethe.customers where id = ${customerId} for update`;
      answer = enter({ customer: { email } }).catch((error: unknown) => error);
      await untilSomebodyWaits(app);
      // Another system moves the address in this moment, to its own.
      await tx`update lethe.users set email = ${`moved-${email}`} where id = ${customerId}`;
    });
    expect(await answer).toMatchObject({ kind: 'customer_not_found' });
    expect(await app`select from lethe.data_requests where customer_id = ${customerId}`).toEqual([]);
  });

  it('is mailed to every admin, so that 30 a minute are taken of a system, and its other calls go on', async () => {
    const hasty = await registerSystem(server, admin, 'Hasty');
    const { email } = await linkedCustomer();
    const call = (name: string) =>
      hasty.call('system.requests.create', {
        customer: { email: name },
        type: 'removal',
        receivedBy: 'phone',
      });
    const nobody = Array.from({ length: 30 }, () => call('nobody@lethe.example').catch(String));
    expect(new Set(await Promise.all(nobody))).toEqual(new Set(['Error: There is no such customer.']));
    await expect(call(email)).rejects.toMatchObject({ status: 429, kind: 'too_many_requests' });
    await hasty.call('system.consents.check', { customer: { email } });
    await enter({ customer: { email } });
  });

  it('is refused by a key that was used for somebody else', async () => {
    const [one, other] = [await linkedCustomer(), await linkedCustomer()];
    const idempotencyKey = crypto.randomUUID();
    await enter({ customer: { email: one.email }, idempotencyKey });
    await expect(enter({ customer: { email: other.email }, idempotencyKey })).rejects.toMatchObject({
      status: 409,
      kind: 'idempotency_key_reused',
    });
  });

  it('is refused by a key that is being used for somebody else in the same moment', async () => {
    const [one, other] = [await linkedCustomer(), await linkedCustomer()];
    const idempotencyKey = crypto.randomUUID();
    const { app, decisions } = server.database.pools;
    let refused: Promise<unknown> = Promise.resolve();
    await decisions.begin(async (tx) => {
      await tx`
        insert into lethe.data_requests (customer_id, type, answer_by, received_by, system_id, idempotency_key)
        select ${one.customerId}, 'removal', now(), 'phone', id, ${idempotencyKey} from lethe.systems
        where name = 'Support desk'`;
      refused = enter({ customer: { email: other.email }, idempotencyKey }).catch((error: unknown) => error);
      await untilSomebodyWaits(app);
    });
    expect(await refused).toMatchObject({ status: 409, kind: 'idempotency_key_reused' });
  });

  it('is refused for nobody, beside a pending one, for a day to come, and for somebody starred', async () => {
    const { email, customerId } = await linkedCustomer();
    await expect(enter({ customer: { email: 'nobody@lethe.example' } })).rejects.toMatchObject({
      status: 404,
      kind: 'customer_not_found',
    });
    for (const receivedOn of [addDays(latestToday(), 1), '2999-01-01', '2001-01-01', '2026-02-30'])
      await expect(enter({ customer: { email }, receivedOn })).rejects.toMatchObject({
        status: 400,
        field: 'receivedOn',
      });
    const { requestId } = await enter({ customer: { email } });
    await expect(enter({ customer: { email } })).rejects.toMatchObject({ kind: 'request_already_pending' });
    await lookAndDecide(admin, {
      requestId,
      outcome: 'star',
      blacklist: false,
      notify: false,
    });
    await expect(enter({ customer: { customerId } })).rejects.toMatchObject({
      status: 409,
      kind: 'customer_closed',
    });
  });
});
