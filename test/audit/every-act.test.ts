import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ACTIONS } from '../../server/audit/rules.ts';
import type { Entry } from '../../web/admin/audit/entry.ts';
import { type Acting, type Acts, type By, startActing } from './acts/acting.ts';
import { customerActs } from './acts/customers.ts';
import { LINES } from './acts/lines.ts';
import { requestActs } from './acts/requests.ts';
import { systemActs } from './acts/systems.ts';
import { teamActs } from './acts/team.ts';

/* Each act of the audit is done once, through its own door, and leaves its entry under the name of who did it. */

const acts: Acts = { ...requestActs, ...customerActs, ...systemActs, ...teamActs };

let on: Acting;
let lineOf: (entry: Entry) => string;
beforeAll(async () => {
  // Node 20 has none, and the words of the pages ask for the reader's languages.
  vi.stubGlobal('navigator', { languages: ['en'] });
  const { sentenceOf } = await import('../../web/admin/audit/entry.ts');
  const { detailsOf, detailWords } = await import('../../web/admin/audit/details.ts');
  lineOf = (entry) => {
    const unknown = Object.keys(entry.details).filter(
      (name) => !/id$/iu.test(name) && !(name in detailWords),
    );
    expect(unknown, 'details without words').toEqual([]);
    return [sentenceOf(entry), detailsOf(entry)].filter(Boolean).join(' · ');
  };
  on = await startActing();
});
afterAll(() => on.house.stop());

/** A line without what differs from run to run. */
const steady = (line: string) =>
  line
    .replace(/127\.0\.0\.1:\d+/u, 'HOST')
    .replace(/\d+ rows/u, 'N rows')
    .replace(/(request) \d+/u, '$1 N')
    .replace(/\d+ \w{3} \d{4}/u, 'DATE');

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
  const {
    items: [newest],
  } = await on.admin.call<{ items: Entry[] }>('admin.audit.list', { action, limit: 1 });
  await on.sql`update lethe.settings set second_approval = 'off'`;
  await on.sql`delete from lethe.webhooks`;
  const entries = await on.sql`
    select actor, system_key_id is not null as "bySystem" from lethe.audit where number > ${last} and action = ${action}`;
  expect(entries, `${action} by ${by}`).toEqual([{ actor: actorOf(by), bySystem: by === 'a system' }]);
  const line = lineOf(newest!);
  expect(line).not.toMatch(/\[object|[\da-f]{8}-|undefined|null|\{\{|[a-z][A-Z]|_/u);
  expect(steady(line)).toBe(LINES[action]);
});
