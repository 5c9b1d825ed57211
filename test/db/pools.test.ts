import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pools } from '../../db/connect.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

type Pool = Exclude<keyof Pools, 'end'>;
const setting = async (pool: Pool, name: string) => {
  const [row] = await database.pools[pool]<[{ value: string }]>`select current_setting(${name}) as value`;
  return row.value;
};

test.each<[Pool, Record<string, string>]>([
  ['app', { statement_timeout: '5s', idle_in_transaction_session_timeout: '10s', search_path: 'lethe' }],
  [
    'exports',
    {
      statement_timeout: '15min',
      idle_in_transaction_session_timeout: '1min',
      default_transaction_isolation: 'repeatable read',
      default_transaction_read_only: 'on',
    },
  ],
  ['decisions', { statement_timeout: '10min', lock_timeout: '5s' }],
  [
    'batches',
    {
      application_name: 'lethe batches',
      statement_timeout: '30s',
      idle_in_transaction_session_timeout: '10s',
    },
  ],
])('the pool of %s keeps its own limits', async (pool, limits) => {
  for (const [name, value] of Object.entries({ TimeZone: 'UTC', application_name: 'lethe', ...limits }))
    expect(await setting(pool, name), name).toBe(value);
});

test('a statement that a page waits for is stopped after five seconds', async () => {
  await expect(database.pools.app`select pg_sleep(20)`).rejects.toMatchObject({ code: '57014' });
}, 15_000);

test('a download cannot write', async () => {
  await expect(database.pools.exports`update lethe.settings set enabled = true`).rejects.toMatchObject({
    code: '25006',
  });
});
