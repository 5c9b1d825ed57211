import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

it('what runs by itself looks names up in pg_catalog alone', async () => {
  const open = await database.pools.app`
    select p.proname from pg_proc p where p.pronamespace = 'lethe'::regnamespace and p.prorettype = 'trigger'::regtype
      and not coalesce(p.proconfig, '{}') @> array['search_path=pg_catalog, pg_temp']`;
  expect(open).toEqual([]);
});
