import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { addCustomer, type Caller, callerFor } from '../support/caller.ts';
import type { TestDatabase } from '../support/database.ts';
import { lookAndDecideThere } from '../support/decisions.ts';
import { createOwned, newOfficers, type Officers } from '../support/officers.ts';
import { insertAdmin } from '../support/people.ts';

/* Which member looks after a request. */

let database: TestDatabase;
let owner: Caller;
let { anna, annaId, bea, beaId }: Officers = {} as never;
let requestId: string;
beforeAll(async () => {
  ({ database, owner } = await createOwned());
});
afterAll(() => database.drop());
beforeEach(async () => {
  ({ anna, annaId, bea, beaId } = await newOfficers(database));
  const client = await callerFor(database.pools, await addCustomer(sql()));
  ({ requestId } = await client.customer.requests.create({ type: 'removal' }));
});

const sql = () => database.pools.app;
const assign = (by: Caller, adminId: string | null) => by.admin.requests.assign({ requestId, adminId });
const seenBy = async (by: Caller) => {
  const { assignedTo, isMine } = await by.admin.requests.get({ requestId });
  return { assignedTo, isMine };
};
const mine = async (by: Caller) =>
  (await by.admin.requests.list({ mine: true })).items.map((row) => row.requestId);

it('a request is taken over, assigned to another and given back; lists find one’s own; the audit has each', async () => {
  await assign(anna, annaId);
  expect(await seenBy(anna)).toEqual({ assignedTo: 'Ada Admin', isMine: true });
  expect(await seenBy(bea)).toEqual({ assignedTo: 'Ada Admin', isMine: false });
  expect([await mine(anna), await mine(bea)]).toEqual([[requestId], []]);
  await assign(bea, beaId);
  await assign(bea, annaId);
  expect([await mine(anna), await mine(bea)]).toEqual([[requestId], []]);
  await assign(owner, null);
  expect(await seenBy(anna)).toEqual({ assignedTo: null, isMine: false });
  const acts = await sql()`select actor, action, details from lethe.audit
    where request_id = ${requestId} and action in ('request_assigned', 'request_given_back') order by number`;
  expect(acts.slice(0, 3)).toEqual([
    { actor: annaId, action: 'request_assigned', details: { adminId: annaId } },
    { actor: beaId, action: 'request_assigned', details: { adminId: beaId } },
    { actor: beaId, action: 'request_assigned', details: { adminId: annaId } },
  ]);
  expect(acts[3]).toMatchObject({ action: 'request_given_back', details: {} });
});

it('it keeps nobody from deciding, and is not assigned any more once decided', async () => {
  await assign(anna, annaId);
  await lookAndDecideThere(bea, {
    requestId,
    outcome: 'refuse',
    blacklist: false,
    notify: false,
    reason: 'x',
  });
  await expect(assign(bea, beaId)).rejects.toMatchObject({ kind: 'request_already_decided' });
});

it('only a member who may decide gets one, and loses it with the right', async () => {
  const supportId = await insertAdmin(sql(), 'support@lethe.example', 'support');
  for (const adminId of [supportId, requestId])
    await expect(assign(anna, adminId)).rejects.toMatchObject({ kind: 'member_not_found' });
  const missing = { requestId: annaId, adminId: annaId };
  await expect(anna.admin.requests.assign(missing)).rejects.toMatchObject({ kind: 'request_not_found' });
  await assign(anna, beaId);
  await owner.admin.team.changeRole({ adminId: beaId, role: 'support' });
  expect((await seenBy(anna)).assignedTo).toBeNull();
});

it('removing a member gives their requests back, also that of a client who is blocked', async () => {
  await assign(anna, beaId);
  await sql()`update lethe.customers c set state = 'blocked' from lethe.data_requests r where r.customer_id = c.id and r.id = ${requestId}`;
  await owner.admin.team.remove({ adminId: beaId });
  expect(await seenBy(anna)).toEqual({ assignedTo: null, isMine: false });
  expect(await sql()`select assigned_to from lethe.data_requests where id = ${requestId}`).toEqual([
    { assigned_to: null },
  ]);
});
