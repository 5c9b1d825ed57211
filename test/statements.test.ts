import type { Sql } from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../db/connect.ts';
import { insertRequest } from '../server/requests/queries.ts';
import { addAdmin, addCustomer, callerFor } from './support/caller.ts';
import { createDatabase, type TestDatabase } from './support/database.ts';

/** What every page reads, as PostgreSQL remembers it: one connection sees all it prepared. */
let database: TestDatabase;
let sql: Sql;
let statements: string[];

beforeAll(async () => {
  database = await createDatabase();
  // The tables are empty here, so the planner is told to plan as for full ones.
  sql = connect(database.url, 1, {
    search_path: 'lethe',
    plan_cache_mode: 'force_generic_plan',
    enable_seqscan: 'off',
    enable_bitmapscan: 'off',
    enable_sort: 'off',
  });
  await openEveryPage();
  const rows = await sql<{ statement: string }[]>`
    select statement from pg_prepared_statements where statement like '%lethe.%'`;
  statements = rows.map((row) => row.statement);
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

async function openEveryPage(): Promise<void> {
  await sql`update lethe.settings set enabled = true`;
  const pools = { ...database.pools, app: sql, decisions: sql };
  const customerId = await addCustomer(sql);
  const own = (await callerFor(pools, customerId)).customer;
  const { admin } = await callerFor(pools, await addAdmin(sql));
  const asked = await sql.begin((tx) =>
    insertRequest(tx, { customerId, type: 'removal', note: null, enteredBy: null, received: null }),
  );
  const requestId = asked!.requestId;
  await own.me({});
  await own.profile.get({});
  await own.addresses.list({});
  await own.services.list({});
  await own.invoices.list({});
  await own.standing({});
  await own.inventory({});
  await own.consents.status({});
  await own.consents.history({});
  await own.requests.list({});
  await admin.settings.get({});
  await admin.requests.pendingCount({});
  await admin.requests.overdueServices({});
  await admin.requests.list({});
  await admin.requests.list({ waitingForServices: true });
  await admin.requests.list({ status: 'pending', type: 'removal', search: 'a', cursor: 9 });
  await admin.requests.get({ requestId });
  await admin.requests.preview({ requestId, outcome: 'destroy' });
  await admin.customers.list({});
  await admin.customers.list({ state: 'open', search: 'a', cursor: 9 });
  await admin.customers.get({ customerId });
  await admin.customers.services({ customerId });
  await admin.customers.invoices({ customerId });
  await admin.customers.requests({ customerId });
  await admin.customers.consents({ customerId });
  await admin.customers.downloads({ customerId });
  await admin.consents.list({});
  await admin.consents.list({ action: 'granted', cursor: 9 });
  await admin.consents.texts({});
  await admin.downloads.list({});
  await admin.templates.list({});
  await admin.blacklist.list({});
  await admin.serviceKeys.list({});
}

/** A plan for any value, made for nulls: `explain (generic_plan)` is not in PostgreSQL 15 yet. */
async function planOf(statement: string): Promise<string> {
  const count = Math.max(0, ...[...statement.matchAll(/\$(\d+)/gu)].map(([, number]) => Number(number)));
  await sql.unsafe(`prepare planned as ${statement}`);
  try {
    const values = count > 0 ? `(${Array.from({ length: count }, () => 'null').join(', ')})` : '';
    const rows = await sql.unsafe(`explain execute planned${values}`);
    return rows.map((row) => String(row['QUERY PLAN'])).join('\n');
  } finally {
    await sql`deallocate planned`;
  }
}

test('every statement behind a page can be planned without knowing its values', async () => {
  expect(statements.length).toBeGreaterThan(25);
  for (const statement of statements) {
    expect(await planOf(statement), statement).toMatch(/cost=/u);
  }
});

test('every list starts at its cursor by an index, also under a plan made for any value', async () => {
  const pages = statements.filter((statement) => /order by \S*number desc\s+limit/u.test(statement));
  const lists = pages.filter((statement) => /coalesce\(\$\d+::bigint/u.test(statement));
  expect(lists.length).toBeGreaterThanOrEqual(10);
  for (const statement of lists) {
    expect(await planOf(statement), statement).toMatch(/Index Cond: .*number < COALESCE/u);
  }
});

test('lists without a number start at the place of their last row by an index, too', async () => {
  const lists = statements.filter(
    (statement) => statement.includes('coalesce($2::') && /, (i\.)?id\) </u.test(statement),
  );
  expect(lists).toHaveLength(3);
  for (const statement of lists) {
    expect(await planOf(statement), statement).toMatch(/Index Cond: .*ROW\(/u);
  }
});

test('a search reads the ranges of its indexes and no other people', async () => {
  const searches = statements.filter((statement) => statement.includes('from_word'));
  expect(searches).toHaveLength(2);
  for (const statement of searches) {
    const plan = await bitmapPlanOf(statement);
    for (const index of ['name_1', 'name_2', 'name_3', 'name_4', 'email_start', 'email_domain']) {
      expect(plan, statement).toMatch(new RegExp(`users_${index} .*\\n *Index Cond: .*>= .*< `, 'u'));
    }
    expect(plan, statement).toMatch(/customers_company_start .*\n *Index Cond: .*>= .*< /u);
  }
});

const bitmapPlanOf = (statement: string): Promise<string> =>
  sql.begin(async (tx) => {
    await tx`set local enable_bitmapscan = on`;
    const plan = await tx.unsafe(`explain (generic_plan) ${statement}`);
    return plan.map((row) => row['QUERY PLAN']).join('\n');
  });
