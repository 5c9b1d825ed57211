import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPools, type Pools } from '../../db/connect.ts';
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
  [
    'app',
    {
      statement_timeout: '5s',
      idle_in_transaction_session_timeout: '10s',
    },
  ],
  [
    'exports',
    {
      application_name: 'lethe exports',
      statement_timeout: '15min',
      idle_in_transaction_session_timeout: '1min',
      default_transaction_isolation: 'repeatable read',
      default_transaction_read_only: 'on',
    },
  ],
  ['decisions', { application_name: 'lethe decisions', statement_timeout: '10min', lock_timeout: '5s' }],
  [
    'batches',
    {
      application_name: 'lethe batches',
      statement_timeout: '30s',
      idle_in_transaction_session_timeout: '10s',
    },
  ],
])('the pool of %s keeps its own limits', async (pool, limits) => {
  const ours = { TimeZone: 'UTC', application_name: 'lethe', search_path: 'pg_catalog, pg_temp' };
  for (const [name, value] of Object.entries({ ...ours, ...limits }))
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

/** What other programs of the same database may want. */
const OF_OTHERS = {
  DateStyle: 'German',
  TimeZone: 'Asia/Kathmandu',
  bytea_output: 'escape',
  extra_float_digits: '-10',
  array_nulls: 'off',
  standard_conforming_strings: 'off',
  default_transaction_isolation: 'serializable',
  default_transaction_read_only: 'on',
  lock_timeout: '1ms',
  idle_session_timeout: '1s',
};

const ALL: Pool[] = ['app', 'exports', 'decisions', 'batches', 'notifications'];

describe('where the database has settings of others', () => {
  let other: TestDatabase;
  let pools: Pools;
  beforeAll(async () => {
    other = await createDatabase();
    const [{ name }] = await other.pools.app<[{ name: string }]>`select current_database() as name`;
    for (const [variable, value] of Object.entries(OF_OTHERS))
      await other.pools.app.unsafe(`alter database ${name} set ${variable} = '${value}'`);
    pools = openPools(other.url);
  });
  afterAll(async () => {
    await pools.end();
    await other.drop();
  });

  test.each(ALL)('the pool of %s reads texts as they are meant', async (pool) => {
    const [read] = await pools[pool]`
      select date '2026-03-04' as day, timestamptz '2026-03-04 05:06:07.123456Z' as moment,
        (timestamp '2026-03-04 05:06')::text as text, 1234567.5::float8 as number,
        '\\x00ff'::bytea as bytes, ('{null}'::text[])[1] as word`;
    expect(read).toEqual({
      day: '2026-03-04',
      moment: '2026-03-04T05:06:07.123456Z',
      text: '2026-03-04 05:06:00',
      number: 1_234_567.5,
      bytes: Buffer.from([0, 255]),
      word: null,
    });
  });

  test.each(ALL)('the pool of %s waits, fails and sees as always', async (pool) => {
    const settings = (of: Pools) => of[pool]`
      select name, setting from pg_settings
      where name in ('lock_timeout', 'idle_session_timeout', 'standard_conforming_strings',
        'default_transaction_isolation', 'default_transaction_read_only') order by name`;
    expect(await settings(pools)).toEqual(await settings(database.pools));
  });
});

test('a database whose name the address encodes is the one that is opened', async () => {
  const url = new URL(database.url);
  const name = 'büro 100% #1';
  const [admin] = [database.pools.decisions];
  await admin`create database ${admin(name)}`;
  url.pathname = encodeURIComponent(name);
  const pools = openPools(url.href);
  try {
    expect(await pools.app`select current_database() as name`).toEqual([{ name }]);
  } finally {
    await pools.end();
    await admin`drop database ${admin(name)} with (force)`;
  }
});
