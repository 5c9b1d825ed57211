import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays, dayIn } from '../../server/calendar/rules.ts';
import { addAdmin, type Caller, callerFor } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

const MANY = 400;
const ZONE = 'Pacific/Kiritimati';

type Input = Parameters<Caller['admin']['requests']['list']>[0];
interface Held {
  number: number;
  status: string;
  type: string;
  answerBy: string;
}

let database: TestDatabase;
let admin: Caller;
let held: Held[];
beforeAll(async () => {
  database = await createDatabase();
  const sql = database.pools.app;
  await sql`update lethe.settings set time_zone = ${ZONE}`;
  // Deadlines repeat, so that only the number tells many of them apart, and many lie at the edge of today.
  const draws = fc.sample(
    fc.tuple(
      fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -40, max: 40 })),
      fc.constantFrom('pending', 'pending', 'refused', 'cancelled'),
      fc.constantFrom('removal', 'anonymization'),
    ),
    MANY,
  );
  await sql`
    insert into lethe.users (name, email, email_verified)
    select 'Person ' || n, n || '@due.example', true from generate_series(1, ${MANY}) n`;
  await sql`
    insert into lethe.data_requests (customer_id, type, status, answer_by)
    select c.id, d.type, d.status, d.day from (select id, row_number() over (order by id) as nth from lethe.customers) c
    join unnest(${draws.map(([off]) => addDays(dayIn(ZONE), off))}::date[], ${draws.map(([, status]) => status)}::text[],
      ${draws.map(([, , type]) => type)}::text[]) with ordinality d (day, status, type, nth) using (nth)`;
  held = await sql<Held[]>`
    select number::int as number, status, type, answer_by as "answerBy" from lethe.data_requests`;
  admin = await callerFor(database.pools, await addAdmin(sql));
});
afterAll(() => database.drop());

async function walk(input: Input): Promise<Held[]> {
  const rows: Held[] = [];
  let cursor: Input['cursor'];
  do {
    const page = await admin.admin.requests.list({ ...input, limit: 23, ...(cursor && { cursor }) });
    rows.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return rows;
}

const numbers = (rows: Held[]) => rows.map(({ number }) => number);
const byDeadline = (a: Held, b: Held) => a.answerBy.localeCompare(b.answerBy) || a.number - b.number;
const newestFirst = (a: Held, b: Held) => b.number - a.number;
const pending = () => held.filter(({ status }) => status === 'pending');
const overdue = () => pending().filter(({ answerBy }) => answerBy < dayIn(ZONE));

test('what is due first comes first, each request once, page by page', async () => {
  expect(numbers(await walk({ order: 'due' }))).toEqual(numbers(pending().toSorted(byDeadline)));
  expect(numbers(await walk({ order: 'due', type: 'removal' }))).toEqual(
    numbers(
      pending()
        .filter(({ type }) => type === 'removal')
        .toSorted(byDeadline),
    ),
  );
});

test('overdue is what should have been answered by yesterday, in the operator’s calendar', async () => {
  expect(overdue().length).toBeGreaterThan(20);
  expect(numbers(await walk({ overdue: true }))).toEqual(numbers(overdue().toSorted(newestFirst)));
  expect(numbers(await walk({ order: 'due', overdue: true }))).toEqual(
    numbers(overdue().toSorted(byDeadline)),
  );
});

test('the newest come first where nothing is asked for', async () => {
  expect(numbers(await walk({}))).toEqual(numbers(held.toSorted(newestFirst)));
});

test('an order of deadlines is one of pending requests, and its cursor is its own', async () => {
  const place = { answerBy: '2026-11-30', number: 1 };
  for (const [input, field] of [
    [{ order: 'due', status: 'refused' }, 'status'],
    [{ order: 'due', cursor: 5 }, 'cursor'],
    [{ order: 'newest', cursor: place }, 'cursor'],
    [{ order: 'due', cursor: { ...place, answerBy: '2026-02-30' } }, 'cursor'],
  ] as const)
    await expect(admin.admin.requests.list(input), field).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  await expect(admin.admin.requests.list({ order: 'due', status: 'pending' })).resolves.toBeDefined();
});
