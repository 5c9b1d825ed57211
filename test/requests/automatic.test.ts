import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importBlacklistKey } from '../../server/blacklist/hmac.ts';
import { addDays, answerDue, dayIn, earliestToday, minutesAhead } from '../../server/calendar/rules.ts';
import { startAutomaticProcessing } from '../../server/requests/automatic.ts';
import { findDueRequests } from '../../server/requests/automatic-queries.ts';
import { type DecisionInput, decide } from '../../server/requests/decide.ts';
import { anyMoment, anyZone } from '../support/calendar.ts';
import { addAdmin, addCustomer, callerFor } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { rounds } from '../support/depth.ts';
import { eventually } from '../support/waiting.ts';

describe('automatic processing', () => {
  let database: TestDatabase;
  let ending: AbortController;
  let workers: Promise<void>[] = [];

  beforeEach(async () => {
    database = await createDatabase();
    ending = new AbortController();
    workers = [];
    await database.pools
      .app`update lethe.settings set enabled = true, automatic_processing = true, waiting_days = 14`;
  });
  afterEach(async () => {
    ending.abort();
    await Promise.all(workers);
    await database.drop();
  });

  /** A pending request, received so many days ago, when the waiting period was announced. */
  async function request(type: 'removal' | 'anonymization', days: number) {
    const { app } = database.pools;
    const customerId = await addCustomer(app, 'Wanda Waits');
    const [row] = await app<[{ requestId: string }]>`
      insert into lethe.data_requests (customer_id, type, created_at, waiting_days, announced_at, answer_by)
      select ${customerId}, ${type}, at, 14, at, now() + interval '16 days'
      from (select now() - make_interval(days => ${days}, hours => 1)) received (at)
      returning id as "requestId"`;
    return { customerId, requestId: row.requestId };
  }
  const due = async () => (await findDueRequests(database.pools.app)).found.map((one) => one.requestId);
  const decideReally = async (input: DecisionInput) =>
    decide(
      {
        sql: database.pools.app,
        decisions: database.pools.decisions,
        blacklistKey: await importBlacklistKey('test'),
        url: 'http://localhost:3000',
      },
      input,
    );
  const work = (act: (input: DecisionInput) => Promise<unknown> = decideReally) => {
    const { signal } = ending;
    const options = { sql: database.pools.app, url: 'http://localhost:3000', decide: act, signal };
    workers.push(startAutomaticProcessing({ ...options, everyMs: 50 }));
  };
  const outcomes = () => database.pools.app`
    select status, decided_by as "decidedBy", decided_by_rule as rule from lethe.data_requests order by number`;

  test('a request is due once its waiting period is over, and not before', async () => {
    const { requestId } = await request('removal', 15);
    await request('removal', 13);
    expect(await due()).toEqual([requestId]);
  });

  test.each([
    [
      'a running service',
      (id: string) => database.pools.app`
      insert into lethe.services (customer_id, name, status, started_on) values (${id}, 'Hosting', 'active', now())`,
    ],
    [
      'a suspended service',
      (id: string) => database.pools.app`
      insert into lethe.services (customer_id, name, status, started_on) values (${id}, 'Hosting', 'suspended', now())`,
    ],
    [
      'an unpaid invoice',
      (id: string) => database.pools.app`
      insert into lethe.invoices (customer_id, number, status, currency, total, billed_to, issued_on, due_on)
      values (${id}, '1', 'unpaid', 'EUR', 1, 'x', now(), now())`,
    ],
    [
      'automatic processing off',
      () => database.pools.app`update lethe.settings set automatic_processing = false`,
    ],
    ['Personal Data Management off', () => database.pools.app`update lethe.settings set enabled = false`],
    [
      'a blocked customer, who could not cancel',
      (id: string) => database.pools.app`
      update lethe.customers set state = 'blocked' where id = ${id}`,
    ],
    [
      'a request that was cancelled',
      (id: string) => database.pools.app`
      update lethe.data_requests set status = 'cancelled' where customer_id = ${id}`,
    ],
  ])('an admin must decide with %s', async (_name, arrange) => {
    const { customerId } = await request('removal', 20);
    expect(await due()).toHaveLength(1);
    await arrange(customerId);
    expect(await due()).toEqual([]);
  });

  test('ended services and paid invoices are no obstacle', async () => {
    const { customerId, requestId } = await request('anonymization', 20);
    const { app } = database.pools;
    await app`insert into lethe.services (customer_id, name, status, started_on) values (${customerId}, 'x', 'terminated', now())`;
    await app`insert into lethe.invoices (customer_id, number, status, currency, total, billed_to, issued_on, due_on)
      values (${customerId}, '1', 'paid', 'EUR', 1, 'x', now(), now())`;
    expect(await due()).toEqual([requestId]);
  });

  test('decides as asked, names the rule, and tells the person that the system decided', async () => {
    await request('removal', 20);
    await request('anonymization', 20);
    await request('removal', 1);
    work();
    await eventually(async () => expect(await due()).toEqual([]));
    expect(await outcomes()).toEqual([
      { status: 'destroyed', decidedBy: null, rule: 'waiting_period_14_days' },
      { status: 'starred', decidedBy: null, rule: 'waiting_period_14_days' },
      { status: 'pending', decidedBy: null, rule: null },
    ]);
    const messages = await database.pools.app<{ template: string; body: string }[]>`
      select template, body from lethe.outbox order by template`;
    expect(messages.map((message) => message.template)).toEqual(['outcome_destroyed', 'outcome_starred']);
    for (const { body } of messages) expect(body).toMatch(/decided automatically.*reviewed by a person/s);
    expect(await database.pools.app`select from lethe.blacklist`).toHaveLength(0);
  });

  test('two servers decide each request once', async () => {
    for (let n = 0; n < 6; n++) await request('removal', 20);
    work();
    work();
    await eventually(async () => expect(await due()).toEqual([]));
    const [counts] = await database.pools.app`
      select (select count(*)::int from lethe.outbox) as messages,
        (select count(*)::int from lethe.audit where action = 'request_decided') as entries`;
    expect(counts).toEqual({ messages: 6, entries: 6 });
  });

  test('a system that starts between the look and the decision leaves it to an admin', async () => {
    const { customerId } = await request('removal', 20);
    const refusals: unknown[] = [];
    work(async (input) => {
      await database.pools.app`
        insert into lethe.services (customer_id, name, status, started_on) values (${customerId}, 'New', 'active', now())`;
      await decideReally(input).catch((error: unknown) => {
        refusals.push(error);
        throw error;
      });
    });
    await eventually(() => expect(refusals).toHaveLength(1));
    expect(refusals).toMatchObject([{ code: 'LE001', message: 'automatic_not_due' }]);
    expect(await outcomes()).toMatchObject([{ status: 'pending', rule: null }]);
  });

  test('a request that cannot be decided does not hold up the next', async () => {
    const first = await request('removal', 20);
    await request('removal', 20);
    work((input) =>
      input.requestId === first.requestId ? Promise.reject(new Error('no')) : decideReally(input),
    );
    await eventually(async () => expect(await due()).toEqual([first.requestId]));
  });

  test('a customer is told before asking whether the system would decide, and after how many days', async () => {
    const { app } = database.pools;
    const customerId = await addCustomer(app, 'Ida Informed');
    const customer = await callerFor(database.pools, customerId);
    const days = async () => (await customer.customer.me({})).automaticDays;
    expect(await days()).toBe(14);
    await app`insert into lethe.services (customer_id, name, status, started_on) values (${customerId}, 'x', 'pending', now())`;
    expect(await days()).toBeNull();
    await app`update lethe.services set status = 'terminated', ended_on = now() where customer_id = ${customerId}`;
    expect(await days()).toBe(14);
    await app`insert into lethe.invoices (customer_id, number, status, currency, total, billed_to, issued_on, due_on)
      values (${customerId}, '1', 'unpaid', 'EUR', 1, 'x', now(), now())`;
    expect(await days()).toBeNull();
    await app`update lethe.invoices set status = 'paid', paid_on = now() where customer_id = ${customerId}`;
    await app`update lethe.settings set automatic_processing = false`;
    expect(await days()).toBeNull();
    await app`update lethe.settings set automatic_processing = true, enabled = false`;
    expect(await days()).toBeNull();
  });

  test('customer and admin see the day that the system goes by, in the operator’s calendar', async () => {
    const { app } = database.pools;
    await app`update lethe.settings set time_zone = 'Pacific/Kiritimati'`;
    const customerId = await addCustomer(app, 'Wanda Waits');
    const customer = await callerFor(database.pools, customerId);
    const { requestId, createdAt, automaticOn } = await customer.customer.requests.create({
      type: 'removal',
    });
    expect(automaticOn).toBe(addDays(dayIn('Pacific/Kiritimati', createdAt), 14));
    const admin = await callerFor(database.pools, await addAdmin(app));
    expect(await admin.admin.requests.get({ requestId })).toMatchObject({ automaticOn });
    await app`update lethe.settings set automatic_processing = false`;
    expect((await customer.customer.requests.list({})).items).toMatchObject([{ automaticOn: null }]);
  });

  test('the day that was announced stays, whatever zone or waiting time is chosen later', async () => {
    const { app } = database.pools;
    const customer = await callerFor(database.pools, await addCustomer(app, 'Wanda Waits'));
    const { automaticOn, answerBy } = await customer.customer.requests.create({ type: 'removal' });
    const admin = await callerFor(database.pools, await addAdmin(app));
    for (const change of [{ waitingDays: 1 }, { waitingDays: 27 }, { timeZone: 'Pacific/Pago_Pago' }]) {
      await admin.admin.settings.update(change);
      expect((await customer.customer.requests.list({})).items).toMatchObject([{ automaticOn, answerBy }]);
    }
    await app`update lethe.settings set waiting_days = 1`;
    await app`update lethe.data_requests set announced_at = now() - interval '3 days'`;
    expect(await due()).toEqual([]);
  });

  test('before the noon at which every calendar shows the announced day, nothing is due', async () => {
    const { app } = database.pools;
    const { requestId } = await request('removal', 14);
    const [row] = await app<[{ ready: boolean; noon: boolean }]>`
      select lethe.automatic_at(${requestId}) <= now() as ready,
        now() >= (lethe.automatic_on(${requestId}) + time '12:00') at time zone 'UTC' as noon`;
    expect(row.ready).toBe(row.noon);
  });

  test('the announced day is counted as the calendar counts it, and comes too early for no reader anywhere', async () => {
    const { app } = database.pools;
    await app`
      insert into lethe.users (name, email, email_verified)
      select 'Wanda Waits', n || '@waits.example', true from generate_series(1, 250) n`;
    await app`
      insert into lethe.data_requests (customer_id, type, answer_by) select id, 'removal', now() from lethe.customers`;
    for (let round = 0; round < rounds(8, 40); round++) {
      const cases = fc.sample(fc.tuple(anyZone, anyMoment, fc.integer({ min: 1, max: 27 })), 250);
      await app`
        update lethe.data_requests r
        set announced_at = c.announced_at, minutes_ahead = c.minutes_ahead, waiting_days = c.waiting_days
        from unnest(${cases.map(([, moment]) => new Date(moment).toISOString())}::timestamptz[],
          ${cases.map(([zone, moment]) => minutesAhead(zone, moment))}::int[], ${cases.map(([, , days]) => days)}::int[])
          with ordinality c (announced_at, minutes_ahead, waiting_days, nth)
        where r.number = c.nth`;
      const rows = await app<{ on: string; at: string }[]>`
        select lethe.automatic_on(id) as on, lethe.automatic_at(id) as at from lethe.data_requests order by number`;
      expect(rows).toHaveLength(cases.length);
      for (const [n, [zone, moment, days]] of cases.entries()) {
        const { on, at } = rows[n]!;
        const entered = dayIn(zone, moment);
        expect(on).toBe(addDays(entered, days));
        expect(Date.parse(at) - moment).toBeGreaterThanOrEqual(days * 86_400_000);
        expect(earliestToday(Date.parse(at)) >= on).toBe(true);
        expect(dayIn(zone, at) <= answerDue(entered)).toBe(true);
      }
    }
  });
});
