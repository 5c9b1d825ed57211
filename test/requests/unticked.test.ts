import { afterEach, beforeEach, expect, it } from 'vitest';
import { addCustomer, type Caller, callerFor } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { lookAndDecideThere } from '../support/decisions.ts';
import { insertAdmin } from '../support/people.ts';

/* What the admin did not tick does not happen. */

let database: TestDatabase;
let admin: Caller;
beforeEach(async () => {
  database = await createDatabase();
  await sql()`update lethe.settings set enabled = true`;
  admin = await callerFor(database.pools, await insertAdmin(sql()));
});
afterEach(() => database.drop());
const sql = () => database.pools.app;

async function decide(
  outcome: 'block' | 'star' | 'destroy' | 'refuse',
  ticked: { notify: boolean; blacklist: boolean },
) {
  const customerId = await addCustomer(sql(), 'Nora Nobody');
  const customer = await callerFor(database.pools, customerId);
  const { requestId } = await customer.customer.requests.create({ type: 'removal' });
  await sql()`delete from lethe.outbox`;
  const reason = 'A law asks us to.';
  const { number } = await lookAndDecideThere(admin, { requestId, outcome, ...ticked, reason });
  const letters = await sql()<
    { template: string }[]
  >`select template from lethe.outbox where request_id = ${requestId}`;
  const [{ listed }] = await sql()<[{ listed: number }]>`select count(*)::int as listed from lethe.blacklist`;
  return { number, letters: letters.map(({ template }) => template), listed };
}

it.each([
  ['block', 'outcome_blocked'],
  ['star', 'outcome_starred'],
  ['destroy', 'outcome_destroyed'],
  ['refuse', 'outcome_refused'],
] as const)(
  'a %s writes its message to the customer where that is ticked, and only there',
  async (outcome, letter) => {
    const blacklist = false;
    const told = await decide(outcome, { notify: true, blacklist });
    expect(told.letters, 'a message that was ticked').toEqual([letter]);
    const untold = await decide(outcome, { notify: false, blacklist });
    expect(
      untold.letters.filter((template) => template !== 'admin_alert'),
      'a message that was not ticked',
    ).toEqual([]);
  },
);

it.each(['block', 'star', 'destroy'] as const)(
  'a %s puts the customer onto the blacklist where that is ticked, and only there',
  async (outcome) => {
    expect((await decide(outcome, { notify: false, blacklist: false })).listed, 'nothing was ticked').toBe(0);
    expect((await decide(outcome, { notify: false, blacklist: true })).listed).toBeGreaterThan(0);
  },
);
