import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Role } from '../../server/team/rules.ts';
import { addCustomer, type Caller, callerFor } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { lookAndDecideThere } from '../support/decisions.ts';
import { insertAdmin } from '../support/people.ts';

let database: TestDatabase;
let officer: Caller;
let officerId: string;
beforeEach(async () => {
  database = await createDatabase();
  await sql()`update lethe.settings set enabled = true`;
  officerId = await addMember('officer', 'Olga Officer');
  officer = await callerFor(database.pools, officerId);
  for (const role of ['support', 'auditor', 'owner'] as const) await addMember(role, role);
});
afterEach(() => database.drop());

const sql = () => database.pools.app;
async function addMember(role: Role, name: string): Promise<string> {
  const id = await insertAdmin(sql(), `${role}@lethe.example`, role);
  await sql()`update lethe.users set name = ${name} where id = ${id}`;
  return id;
}
interface Asked {
  requestId: string;
  number: number;
}
async function asked(): Promise<Asked> {
  const customer = await callerFor(database.pools, await addCustomer(sql(), 'Canary Quill'));
  return customer.customer.requests.create({ type: 'removal' });
}
const decide = (
  { requestId }: Asked,
  outcome: 'destroy' | 'star' | 'refuse' = 'refuse',
  notify = true,
  by = officer,
) => {
  const reason = outcome === 'refuse' ? { reason: 'An invoice is open.' } : {};
  return lookAndDecideThere(by, { requestId, outcome, blacklist: false, notify, ...reason });
};
const alerts = () => sql()<{ to: string; subject: string; body: string }[]>`
  select to_address as "to", subject, body from lethe.outbox where template = 'admin_alert' order by created_at, to_address`;
const allow = (decisions: number) => sql()`update lethe.settings set decisions_per_hour_alert = ${decisions}`;

describe('every owner is told', () => {
  test('of a destroy without a message to the client: by whom, which request, and no name of a client', async () => {
    await insertAdmin(sql(), 'second-owner@lethe.example', 'owner');
    const request = await asked();
    await decide(request, 'destroy', false);
    const sent = await alerts();
    expect(sent.map(({ to }) => to).toSorted()).toEqual([
      'owner@lethe.example',
      'second-owner@lethe.example',
    ]);
    for (const { subject, body } of sent) {
      expect(body).toContain(
        `Olga Officer destroyed the data of request no. ${request.number} without a message to the client.`,
      );
      expect(subject + body).not.toMatch(/canary|quill/iu);
    }
  });

  test.each([
    [
      'second approval',
      { secondApproval: 'off' },
      'switched second approval off: one member alone can decide.',
    ],
    ['half of it', { secondApproval: 'destroy' }, 'for all outcomes but destroying data.'],
    ['the limit of decisions', { decisionsPerHourAlert: 900 }, 'that owners are told of, from 20 to 900.'],
  ] as const)('of a change of settings that takes %s away, once', async (_, changes, words) => {
    await sql()`update lethe.settings set second_approval = 'every'`;
    const ownerId = await insertAdmin(sql(), 'second-owner@lethe.example', 'owner');
    const owner = await callerFor(database.pools, ownerId);
    await owner.admin.settings.update(changes);
    await owner.admin.settings.update(changes);
    expect((await alerts()).map(({ body }) => body)).toEqual([
      expect.stringContaining(words),
      expect.stringContaining(words),
    ]);
    await owner.admin.settings.update({ secondApproval: 'every', decisionsPerHourAlert: 1, enabled: true });
    expect(await alerts(), 'and of none that adds one').toHaveLength(2);
  });

  test('of nothing that a client is told, and of no other outcome', async () => {
    await decide(await asked(), 'destroy', true);
    await decide(await asked(), 'star', false);
    await decide(await asked(), 'refuse', false);
    expect(await alerts()).toEqual([]);
  });

  test('of a decision only if it was carried out', async () => {
    const request = await asked();
    await decide(request, 'destroy', false);
    await expect(decide(request, 'destroy', false)).rejects.toThrow('no longer pending');
    expect(await alerts()).toHaveLength(1);
  });

  test('of more decisions in an hour than the setting allows, once in that hour, and of each admin alone', async () => {
    await allow(3);
    const numbers: number[] = [];
    for (let n = 0; n < 6; n += 1) {
      const request = await asked();
      numbers.push(request.number);
      await decide(request);
      expect(await alerts()).toHaveLength(n < 3 ? 0 : 1);
    }
    const [sent] = await alerts();
    expect(sent).toMatchObject({ to: 'owner@lethe.example' });
    expect(sent!.body).toContain(
      `Olga Officer decided 4 requests within one hour: no. ${numbers.slice(0, 4).join(', ')}.`,
    );
    const second = await callerFor(
      database.pools,
      await insertAdmin(sql(), 'other@lethe.example', 'officer'),
    );
    for (let n = 0; n < 3; n += 1) await decide(await asked(), 'refuse', true, second);
    expect(await alerts()).toHaveLength(1);
    await sql()`update lethe.admins set alerted_at = alerted_at - interval '61 minutes'`;
    await decide(await asked());
    expect(await alerts()).toHaveLength(2);
    await sql()`update lethe.data_requests set decided_at = decided_at - interval '61 minutes'`;
    await sql()`update lethe.admins set alerted_at = null`;
    for (let n = 0; n < 3; n += 1) await decide(await asked());
    expect(await alerts()).toHaveLength(2);
  });

  test('also where the decisions are made at once', async () => {
    await allow(7);
    const requests: Asked[] = [];
    for (let n = 0; n < 8; n += 1) requests.push(await asked());
    await Promise.all(requests.map((request) => decide(request)));
    expect(await alerts()).toHaveLength(1);
  });
});

test('of a new request only those learn who may see it', async () => {
  await asked();
  const told = await sql()<{ to: string }[]>`
    select to_address as "to" from lethe.outbox where template = 'new_request' order by 1`;
  expect(told.map(({ to }) => to)).toEqual([
    'officer@lethe.example',
    'owner@lethe.example',
    'support@lethe.example',
  ]);
});

test('the number of decisions is from 1 to 1000, and 20 until an owner changes it', async () => {
  const owner = await callerFor(database.pools, await insertAdmin(sql(), 'boss@lethe.example', 'owner'));
  expect(await owner.admin.settings.get({})).toMatchObject({ decisionsPerHourAlert: 20 });
  for (const decisionsPerHourAlert of [0, 1001, 1.5])
    await expect(owner.admin.settings.update({ decisionsPerHourAlert })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
  for (const decisionsPerHourAlert of [1, 1000])
    expect(await owner.admin.settings.update({ decisionsPerHourAlert })).toMatchObject({
      decisionsPerHourAlert,
    });
});
