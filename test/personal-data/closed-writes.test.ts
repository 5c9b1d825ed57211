import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeForCustomer } from '../../server/customers/lock.ts';
import { personalDataMap } from '../../server/personal-data/map.ts';
import type { CustomerTable, PersonalDataMap } from '../../server/personal-data/shape.ts';
import { customerTables, isPersonal } from '../../server/personal-data/sql-text.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { insertPerson, insertRequest, type Person } from '../support/people.ts';
import { eventually } from '../support/waiting.ts';

/* The closed-customer guard, enumerated from the map: every table it stands on, every column that is personal. */

let database: TestDatabase;
let closed: Person;
let open: Person;
beforeAll(async () => {
  database = await createDatabase();
  const sql = database.pools.app;
  [closed, open] = [await insertPerson(sql), await insertPerson(sql)];
  for (const person of [closed, open]) await insertRequest(sql, person);
  await sql`insert into lethe.possible_matches (customer_id, other_id, reason) values
    (${closed.customerId}, ${open.customerId}, 'signed_up'), (${open.customerId}, ${closed.customerId}, 'signed_up')`;
  await sql`update lethe.customers set state = 'blocked', closed_at = now() where id = ${closed.customerId}`;
});
afterAll(() => database.drop());

const map: PersonalDataMap = personalDataMap;
const guarded = customerTables(map).filter(([, entry]) => entry.guarded);
const matched = Object.entries(map).flatMap(([table, entry]) =>
  entry.rows === 'matched by' ? [{ table, by: entry.by, columns: Object.keys(entry.columns) }] : [],
);
const guardedColumns = (entry: CustomerTable) =>
  Object.entries(entry.columns).flatMap(([column, what]) =>
    isPersonal(what) || column === entry.by ? [column] : [],
  );
const columns = [
  ...guarded.flatMap(([table, entry]) =>
    guardedColumns(entry).map((column) => ({ table, by: entry.by as string, column })),
  ),
  // A code may be made nobody's: it then names nobody.
  ...matched.flatMap(({ table, by, columns: all }) =>
    all.flatMap((column) => (column === by ? [] : [{ table, by, column }])),
  ),
];
const tables = [
  ...guarded.flatMap(([table, entry]) =>
    entry.by === 'id' ? [] : [{ table, by: entry.by, columns: Object.keys(entry.columns) }],
  ),
  ...matched,
];

/** What every type that the map's columns have can be cast from. */
async function anotherValue(table: string, column: string): Promise<string> {
  const [row] = await database.pools.app<[{ type: string }]>`
    select format_type(atttypid, null) as type from pg_attribute
    where attrelid = ${`lethe.${table}`}::regclass and attname = ${column}`;
  const text = row.type === 'uuid' ? '00000000-0000-4000-8000-000000000000' : '1999-01-01';
  return `'${text}'::${row.type}`;
}
const refused = { code: 'LE001', message: 'customer_closed' };

describe('a closed customer’s rows', () => {
  it('are guarded in every table that a person writes to', () => {
    const unguarded = customerTables(map).flatMap(([table, entry]) => (entry.guarded ? [] : [table]));
    // An id alone, which a later erasure must name too; and what the decision alone writes.
    expect(unguarded).toEqual(['refused_ids', 'erasure_notices']);
    expect(columns.length).toBeGreaterThan(50);
  });

  it.each(columns)('take no new value for $column of $table', async ({ table, by, column }) => {
    const sql = database.pools.app;
    const value = await anotherValue(table, column);
    const write = sql.unsafe(
      `update lethe.${table} set "${column}" = ${value} where "${by}" = '${closed.customerId}'`,
    );
    const [held] = await sql.unsafe(`select count(*)::int as n from lethe.${table} where "${by}" = $1`, [
      closed.customerId,
    ]);
    expect(held?.['n'], 'there is a row to put it into').toBeGreaterThan(0);
    await expect(write).rejects.toMatchObject(refused);
  });

  it.each(tables)('are joined by no new one in $table', async ({ table, by, columns: all }) => {
    const insertFor = (id: string) =>
      database.pools.app.unsafe(`
        insert into lethe.${table} (${all.map((column) => `"${column}"`).join(', ')}) overriding system value
        select ${all.map((column) => (column === by ? `'${id}'` : `"${column}"`)).join(', ')}
        from lethe.${table} where "${by}" = '${open.customerId}'`);
    await expect(insertFor(closed.customerId)).rejects.toMatchObject(refused);
    // The same row for somebody open is told that it is there already, and nothing of a closed customer.
    const other = await insertFor(open.customerId).catch((error: { code: string }) => error.code);
    expect(other).not.toBe(refused.code);
  });

  it.each(tables)('do not take over those of another in $table', async ({ table, by }) => {
    const handOver = database.pools.app.unsafe(
      `update lethe.${table} set "${by}" = '${closed.customerId}' where "${by}" = '${open.customerId}'`,
    );
    await expect(handOver).rejects.toMatchObject(refused);
  });
});

describe('a writer', () => {
  it('holds the customer’s row from the start, so that a decision waits for what is not written yet', async () => {
    const { app, decisions } = database.pools;
    const lockFor = (strength: string) =>
      decisions.unsafe(
        `select 1 from lethe.customers where id = '${open.customerId}' for ${strength} nowait`,
      );
    await writeForCustomer(app, open.customerId, async () => {
      await expect(lockFor('update')).rejects.toMatchObject({ code: '55P03' });
      expect(await lockFor('key share'), 'another writer need not wait').toHaveLength(1);
    });
    expect(await lockFor('update'), 'once it is done').toHaveLength(1);
  });

  it('is refused for a closed customer before it does anything', async () => {
    let wrote = false;
    const write = writeForCustomer(database.pools.app, closed.customerId, async () => {
      wrote = true;
    });
    await expect(write).rejects.toMatchObject({ kind: 'customer_closed' });
    expect(wrote).toBe(false);
  });
});

describe('a write for a customer', () => {
  /** Two writers, each of whom holds what the other one waits for: PostgreSQL ends one of them. */
  it('that met another one in a circle is done again, and both are written', async () => {
    const sql = database.pools.app;
    const { customerId } = open;
    const rows = await sql<{ id: string }[]>`
      insert into lethe.addresses (customer_id, label) values (${customerId}, 'one'), (${customerId}, 'two') returning id`;
    const [one, two] = rows.map(({ id }) => id) as [string, string];
    const attempts = { there: 0, back: 0 };
    let holds = 0;
    const write = (way: 'there' | 'back', ids: string[]) =>
      writeForCustomer(sql, customerId, async (tx) => {
        const first = (attempts[way] += 1) === 1;
        for (const [at, id] of ids.entries()) {
          await tx`update lethe.addresses set city = ${way} where customer_id = ${customerId} and id = ${id}`;
          if (at === 0 && first) holds += 1;
          if (at === 0 && first) await eventually(() => expect(holds).toBe(2));
        }
        return way;
      });
    expect(await Promise.all([write('there', [one, two]), write('back', [two, one])])).toEqual([
      'there',
      'back',
    ]);
    expect(attempts.there + attempts.back).toBe(3);
  });
});
