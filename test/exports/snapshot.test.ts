import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSnapshot } from '../../server/exports/snapshot.ts';
import { addCustomer } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

it('a download sees one moment, whatever is written while it runs', async () => {
  const { app, exports } = database.pools;
  const snapshot = await openSnapshot(exports);
  const people = async () => (await snapshot.sql`select from lethe.customers`).length;
  const before = await people();
  await addCustomer(app);
  expect(await people(), 'another moment').toBe(before);
  await snapshot.close();
});

it('a download writes nothing', async () => {
  const snapshot = await openSnapshot(database.pools.exports);
  await expect(snapshot.sql`update lethe.settings set waiting_days = 1`).rejects.toMatchObject({
    code: '25006',
  });
  await snapshot.close();
});
