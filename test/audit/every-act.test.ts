import { afterAll, beforeAll, expect, it } from 'vitest';
import { ACTIONS } from '../../server/audit/rules.ts';
import { type Acting, type Acts, type By, startActing } from './acts/acting.ts';
import { customerActs } from './acts/customers.ts';
import { requestActs } from './acts/requests.ts';
import { systemActs } from './acts/systems.ts';
import { teamActs } from './acts/team.ts';

/* Each act of the audit is done once, through its own door, and leaves its entry under the name of who did it. */

const acts: Acts = { ...requestActs, ...customerActs, ...systemActs, ...teamActs };

let on: Acting;
beforeAll(async () => {
  on = await startActing();
});
afterAll(() => on.house.stop());

const actorOf = (by: By): string | null =>
  ({
    'the admin': on.adminId,
    'the officer': on.officerId,
    'the member': on.memberId,
    'a system': null,
    Lethe: null,
  })[by];

it.each(ACTIONS)('%s is audited, under the name of who did it', async (action) => {
  const [by, act] = acts[action];
  const [{ last }] = await on.sql<[{ last: number }]>`
    select coalesce(max(number), 0)::float8 as last from lethe.audit`;
  await act(on);
  await on.sql`update lethe.settings set second_approval = 'off'`;
  await on.sql`delete from lethe.webhooks`;
  const entries = await on.sql`
    select actor, system_key_id is not null as "bySystem" from lethe.audit where number > ${last} and action = ${action}`;
  expect(entries, `${action} by ${by}`).toEqual([{ actor: actorOf(by), bySystem: by === 'a system' }]);
});
