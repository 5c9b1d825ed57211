import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importBlacklistKey } from '../../server/blacklist/hmac.ts';
import { addDays, dayIn } from '../../server/calendar/rules.ts';
import { announce } from '../../server/requests/announce.ts';
import { startAutomaticProcessing } from '../../server/requests/automatic.ts';
import { findDueRequests, findUnannouncedRequests } from '../../server/requests/automatic-queries.ts';
import { decide } from '../../server/requests/decide.ts';
import type { UpdateSettings } from '../../server/settings/schema.ts';
import { addAdmin, addCustomer, type Caller, callerFor } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/waiting.ts';

const URL = 'http://localhost:3000';
const ON = { enabled: true, automaticProcessing: true };
const NOT_DUE = { message: 'automatic_not_due' };

let database: TestDatabase;
let admin: Caller;
beforeEach(async () => {
  database = await createDatabase();
  admin = await callerFor(database.pools, await addAdmin(database.pools.app));
  await database.pools.app`update lethe.settings set enabled = true`;
});
afterEach(() => database.drop());

const sql = () => database.pools.app;
const set = (changes: UpdateSettings) => admin.admin.settings.update(changes);

/** Somebody who asks for a removal here. */
async function whoAsks() {
  const customerId = await addCustomer(sql(), 'Wanda Waits');
  const customer = await callerFor(database.pools, customerId);
  const { requestId } = await customer.customer.requests.create({ type: 'removal' });
  return {
    customerId,
    requestId,
    day: async () => (await customer.customer.requests.list({})).items[0]?.automaticOn,
  };
}
/** What the clock would do in so many days, to the requests and to the settings. */
async function pass(days: number): Promise<void> {
  await sql()`
    update lethe.data_requests set created_at = created_at - make_interval(days => ${days}),
      announced_at = announced_at - make_interval(days => ${days}), answer_by = answer_by - ${days}::int`;
  await sql()`update lethe.settings set automatic_since = automatic_since - make_interval(days => ${days})`;
}
const unannounced = async () =>
  (await findUnannouncedRequests(sql(), 0)).found.map(({ requestId }) => requestId);
const due = async () => (await findDueRequests(sql())).found.map(({ requestId }) => requestId);
/** What the worker does in each run, before it decides. */
async function announceAll(): Promise<void> {
  for (const request of (await findUnannouncedRequests(sql(), 0)).found)
    await announce(sql(), URL, request, 0);
}
const letters = () => sql()<{ to: string; subject: string; body: string }[]>`
  select to_address as "to", subject, body from lethe.outbox where template = 'automatic_announced' order by created_at`;
const decideByRule = async (requestId: string) =>
  decide(
    {
      sql: sql(),
      decisions: database.pools.decisions,
      blacklistKey: await importBlacklistKey('test'),
      url: URL,
    },
    {
      requestId,
      outcome: 'destroy',
      actor: null,
      rule: 'waiting_period_3_days',
      blacklist: [],
      notify: false,
      reason: null,
    },
  );

describe('those who wait when automatic decisions are switched on', () => {
  test('are told the day and how to cancel, once, and decided after a full waiting period from then', async () => {
    const { requestId, day } = await whoAsks();
    await pass(9);
    await set({ ...ON, waitingDays: 3 });
    expect(await day()).toBeNull();
    expect(await due()).toEqual([]);
    await expect(decideByRule(requestId)).rejects.toMatchObject(NOT_DUE);
    await announceAll();
    await announceAll();
    const announced = addDays(dayIn('UTC'), 3);
    expect(await day()).toBe(announced);
    const sent = await letters();
    expect(sent).toHaveLength(1);
    expect(sent[0]!.body).toContain(`before ${Number(announced.slice(8))} `);
    expect(sent[0]!.body).toMatch(
      /Dear Wanda Waits.*without a person.*cancel it, on your Personal Data page/s,
    );
    await pass(2);
    expect(await due()).toEqual([]);
    await expect(decideByRule(requestId)).rejects.toMatchObject(NOT_DUE);
    await pass(2);
    expect(await due()).toEqual([requestId]);
    await expect(decideByRule(requestId)).resolves.toMatchObject({ status: 'destroyed' });
    expect(
      await sql()`select actor, details from lethe.audit where action = 'automatic_announced' and request_id = ${requestId}`,
    ).toEqual([{ actor: null, details: { on: announced } }]);
  });

  test('are told again whenever it was off in between, and wait in full again', async () => {
    await set({ ...ON, waitingDays: 3 });
    const { requestId, day } = await whoAsks();
    expect(await unannounced()).toEqual([]);
    for (const off of [{ enabled: false }, { automaticProcessing: false }]) {
      await pass(5);
      expect(await due()).toEqual([requestId]);
      await set(off);
      expect(await due()).toEqual([]);
      expect(await unannounced()).toEqual([]);
      await set(ON);
      expect(await day()).toBeNull();
      await expect(decideByRule(requestId)).rejects.toMatchObject(NOT_DUE);
      await announceAll();
      expect(await day()).toBe(addDays(dayIn('UTC'), 3));
      expect(await due()).toEqual([]);
    }
    expect(await letters()).toHaveLength(2);
  });

  test('keep the longer period that they were told, also when they are told again', async () => {
    await set({ ...ON, waitingDays: 9 });
    const { requestId, day } = await whoAsks();
    await set({ waitingDays: 1 });
    await announceAll();
    expect(await day()).toBe(addDays(dayIn('UTC'), 9));
    await pass(3);
    expect(await due()).toEqual([]);
    await expect(decideByRule(requestId)).rejects.toMatchObject(NOT_DUE);
    expect(await letters()).toEqual([]);
    await set({ automaticProcessing: false });
    await set(ON);
    await announceAll();
    expect(await day()).toBe(addDays(dayIn('UTC'), 9));
  });
});

describe('nothing is announced', () => {
  test('that would come after the day promised for the answer', async () => {
    const { requestId, day } = await whoAsks();
    await set({ ...ON, waitingDays: 5 });
    await sql()`update lethe.data_requests set answer_by = (now() at time zone 'UTC')::date + 4`;
    await announceAll();
    expect(await unannounced()).toEqual([]);
    expect(await day()).toBeNull();
    expect(await letters()).toEqual([]);
    await pass(20);
    expect(await due()).toEqual([]);
    await expect(decideByRule(requestId)).rejects.toMatchObject(NOT_DUE);
    // Where clocks are furthest ahead, Lethe decides a day after the announced one.
    await sql()`update lethe.data_requests set answer_by = (now() at time zone 'UTC' + interval '14 hours')::date + 5`;
    expect((await findUnannouncedRequests(sql(), 14 * 60)).found).toEqual([]);
    await sql()`update lethe.data_requests set answer_by = answer_by + 1`;
    expect((await findUnannouncedRequests(sql(), 14 * 60)).found).toHaveLength(1);
  });

  test('while an invoice is unpaid, neither at the entry nor later', async () => {
    await set({ ...ON, waitingDays: 3 });
    const customerId = await addCustomer(sql(), 'Wanda Waits');
    await sql()`insert into lethe.invoices (customer_id, number, status, currency, total, billed_to, issued_on, due_on)
      values (${customerId}, '1', 'unpaid', 'EUR', 1, 'x', now(), now())`;
    const customer = await callerFor(database.pools, customerId);
    const { automaticOn } = await customer.customer.requests.create({ type: 'removal' });
    expect(automaticOn).toBeNull();
    await pass(10);
    await announceAll();
    expect(await letters()).toEqual([]);
    await sql()`update lethe.invoices set status = 'paid', paid_on = now()`;
    expect(await due()).toEqual([]);
    await announceAll();
    expect(await letters()).toHaveLength(1);
    expect(await due()).toEqual([]);
  });

  test('twice by two servers at once', async () => {
    for (let n = 0; n < 6; n += 1) await whoAsks();
    await set(ON);
    await Promise.all([announceAll(), announceAll(), announceAll()]);
    expect(await letters()).toHaveLength(6);
  });
});

test('a request that an admin entered is announced by letter; without an address the page alone says so', async () => {
  await set({ ...ON, waitingDays: 3 });
  const [known, unreachable] = [await addCustomer(sql(), 'Ines Letter'), crypto.randomUUID()];
  await sql()`insert into lethe.customers (id, name) values (${unreachable}, 'Nemo Nowhere')`;
  for (const customerId of [known, unreachable]) {
    const { requestId } = await admin.admin.requests.create({ customerId, type: 'removal' });
    expect(await admin.admin.requests.get({ requestId })).toMatchObject({ automaticOn: null });
    await announceAll();
    expect(await admin.admin.requests.get({ requestId })).toMatchObject({
      automaticOn: addDays(dayIn('UTC'), 3),
    });
  }
  expect(await letters()).toMatchObject([{ body: expect.stringContaining('Ines Letter') }]);
});

test('the worker announces, by the operator’s calendar, and one failure holds up nobody', async () => {
  await set({ timeZone: 'Pacific/Kiritimati' });
  const [first, second] = [await whoAsks(), await whoAsks()];
  await sql()`update lethe.customers set email = 'a@b.example' || chr(10) where id = ${first.customerId}`;
  await set({ ...ON, waitingDays: 3 });
  const ending = new AbortController();
  const { signal } = ending;
  const never = () => Promise.reject(new Error('decided'));
  const worker = startAutomaticProcessing({ sql: sql(), url: URL, decide: never, signal, everyMs: 50 });
  await eventually(async () => expect(await second.day()).toBe(addDays(dayIn('Pacific/Kiritimati'), 3)));
  ending.abort();
  await worker;
  expect(await first.day()).toBeNull();
  expect(await letters()).toHaveLength(1);
});
