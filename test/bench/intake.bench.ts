import * as v from 'valibot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importBlacklistKey } from '../../server/blacklist/hmac.ts';
import { takeCustomers } from '../../server/systems/intake/customers.ts';
import { UpsertCustomers } from '../../server/systems/intake/schema.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { person } from '../support/intake.ts';

const ROWS = 1_000;
const ROUNDS = 3;

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

/** Milliseconds, the best of the rounds: the machine is shared. */
const best: Record<string, number> = {};
async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const before = performance.now();
  await work();
  best[what] = Math.min(best[what] ?? Number.POSITIVE_INFINITY, performance.now() - before);
}

/** As many rows as a batch of new people makes (customers and links), each value written once, nothing asked. */
const bareInsert = (systemId: string, rows: object[]) =>
  database.pools.app.begin(async (tx) => {
    const people = await tx<{ id: string; name: string }[]>`
      insert into lethe.customers (name, email, phone) select "fullName", email, '+47 22 12 34 56'
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r ("fullName" text, email text) returning id, name`;
    await tx`insert into lethe.external_ids (customer_id, system_id, external_id)
      select id, ${systemId}::uuid, name || id
      from jsonb_to_recordset(${JSON.stringify(people)}::text::jsonb) as r (id uuid, name text)`;
  });

test('a batch of 1,000 rows takes no more than a few times as long as a bare insert of as many', async () => {
  const sql = database.pools.app;
  const [system] = await sql<
    [{ id: string }]
  >`insert into lethe.systems (name) values ('Bench') returning id`;
  const blacklistKey = await importBlacklistKey('a blacklist key for tests, long enough');
  const batch = (items: object[]) =>
    takeCustomers({ sql, blacklistKey, systemId: system.id }, v.parse(UpsertCustomers, { items }));
  for (let round = 0; round < ROUNDS; round += 1) {
    const rows = Array.from({ length: ROWS }, (_, n) => person({ phone: `+47 22 ${100_000 + n}` }));
    const bare = Array.from({ length: ROWS }, () => person());
    await timed('bare insert', () => bareInsert(system.id, bare));
    await timed('new', () => batch(rows));
    await timed('unchanged', () => batch(rows));
    await timed('changed', () =>
      batch(rows.map((row) => ({ ...row, fullName: 'Changed', company: 'New AS' }))),
    );
  }
  const perSecond = Object.entries(best).map(([what, ms]) => `${what} ${Math.round((ROWS / ms) * 1_000)}`);
  process.stdout.write(`rows per second: ${perSecond.join(', ')}\n`);
  expect(best['new']! / best['bare insert']!).toBeLessThan(10);
  expect(best['unchanged']! / best['new']!).toBeLessThan(1);
}, 120_000);
