import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { personalDataMap } from '../../server/personal-data/map.ts';
import type { PersonalDataMap } from '../../server/personal-data/shape.ts';
import { isPersonal } from '../../server/personal-data/sql-text.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { insertPerson, insertRequest, type Person } from '../support/people.ts';

/* A search for what an erasure left proves nothing of a column in which the people of the tests had nothing. */

let database: TestDatabase;
let person: Person;
beforeAll(async () => {
  database = await createDatabase();
  person = await insertPerson(database.pools.app);
  await insertRequest(database.pools.app, person);
});
afterAll(() => database.drop());

const map: PersonalDataMap = personalDataMap;
const columns = Object.entries(map).flatMap(([table, entry]) =>
  entry.rows === 'customer' || entry.rows === 'matched by'
    ? Object.entries(entry.columns).flatMap(([column, what]) =>
        isPersonal(what) ? [{ table, by: entry.by, column }] : [],
      )
    : [],
);

describe('the people of the tests', () => {
  it.each(columns)('have something in $column of $table', async ({ table, by, column }) => {
    const sql = database.pools.app;
    const rows = await sql`
      select ${sql(column)}::text as value from ${sql(`lethe.${table}`)} where ${sql(by)}::text = ${person.customerId}`;
    expect(rows.filter(({ value }) => value !== null).length, `${table}.${column}`).toBeGreaterThan(0);
  });
});
