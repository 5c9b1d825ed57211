import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect, openPools, type Pools } from '../../db/connect.ts';
import { isUnavailable, startFailure } from '../../db/errors.ts';
import { refuseOtherSessions, setRoleDefaults } from '../../db/pooler.ts';
import { inTransaction } from '../../db/transaction.ts';
import { prepareDatabase } from '../../server/runtime/prepare.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { hasPgBouncer, type PgBouncer, startPgBouncer } from '../support/pgbouncer.ts';
import { eventually } from '../support/waiting.ts';

/* What other programs of the same database may want. */
const OF_OTHERS = {
  DateStyle: 'German',
  TimeZone: 'Asia/Kathmandu',
  bytea_output: 'escape',
  extra_float_digits: '-10',
  array_nulls: 'off',
  standard_conforming_strings: 'off',
  default_transaction_read_only: 'on',
  statement_timeout: '7h',
  search_path: 'public',
};

const ROLE = `pooled_${randomUUID().slice(0, 8)}`;
let database: TestDatabase;
let bouncer: PgBouncer;
let direct: string;
let pooled: string;

const withRole = (url: string) => Object.assign(new URL(url), { username: ROLE, password: 'pooled' }).href;
const withDatabase = (url: string, name: string) =>
  Object.assign(new URL(url), { pathname: `/${name}` }).href;

/** Runs with pools by these addresses, and ends them. */
async function withPools<T>(url: string, directUrl: string | undefined, run: (pools: Pools) => Promise<T>) {
  const pools = openPools(url, { directUrl });
  try {
    return await run(pools);
  } finally {
    await pools.end();
  }
}

const refusal = (url: string, directUrl?: string) =>
  withPools(url, directUrl, (pools) =>
    refuseOtherSessions(pools, directUrl !== undefined).then(
      () => 'serves',
      (error: unknown) =>
        error instanceof Error && error.name === 'StartRefused'
          ? error.message
          : startFailure(error, 'DATABASE_URL'),
    ),
  );

describe.runIf(hasPgBouncer)('behind a pooler that lends sessions for one transaction', () => {
  beforeAll(async () => {
    database = await createDatabase();
    const admin = database.pools.decisions;
    await admin.unsafe(`create role ${ROLE} login password 'pooled'`);
    direct = withRole(database.url);
    await prepareDatabase(database.url, direct);
    const name = new URL(database.url).pathname.slice(1);
    for (const [variable, value] of Object.entries(OF_OTHERS))
      await admin.unsafe(`alter database ${name} set ${variable} = '${value}'`);
    bouncer = await startPgBouncer([direct, database.url]);
    pooled = bouncer.urlOf(direct);
    // Sessions from before, as after a start without LETHE_DIRECT_URL.
    const early = connect(pooled, 3, {}, { pooled: true });
    await eventually(() => Promise.all([1, 2, 3].map(() => early`select pg_sleep(0.2)`)));
    await early.end();
    await setRoleDefaults(direct);
  });
  afterAll(async () => {
    await bouncer?.stop();
    await database.pools.decisions.unsafe(`drop owned by ${ROLE}; drop role ${ROLE}`).simple();
    await database.drop();
  });

  test('every session that pages get has our settings, also where one was open before', async () => {
    await withPools(pooled, direct, async ({ app }) => {
      const seen = await Promise.all(
        Array.from({ length: 9 }, async () => {
          const [row] = await app`
            select pg_backend_pid() as pid, pg_sleep(0.1)::text as slept, current_setting('statement_timeout') as statement,
              current_setting('idle_in_transaction_session_timeout') as idle, current_setting('search_path') as path,
              date '2026-03-04' as day, timestamptz '2026-03-04 05:06:07.123456Z' as moment,
              (timestamp '2026-03-04 05:06')::text as text, 1234567.5::float8 as number,
              '\\x00ff'::bytea as bytes, ('{null}'::text[])[1] as word`;
          return row;
        }),
      );
      for (const { pid: _pid, slept: _slept, ...row } of seen as Record<string, unknown>[])
        expect(row).toEqual({
          statement: '5s',
          idle: '10s',
          path: 'pg_catalog, pg_temp',
          day: '2026-03-04',
          moment: '2026-03-04T05:06:07.123456Z',
          text: '2026-03-04 05:06:00',
          number: 1_234_567.5,
          bytes: Buffer.from([0, 255]),
          word: null,
        });
      expect(new Set(seen.map((row) => row?.pid)).size).toBeGreaterThan(1);
    });
    expect(await refusal(pooled, direct)).toBe('serves');
  });

  test('statements with parameters run on whatever session is lent', async () => {
    await withPools(pooled, direct, async ({ app }) => {
      const ask = (n: number) => app`select ${n}::int + ${n % 7}::int as sum, ${`t${n}`}::text as word`;
      const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => ask(n)));
      expect(answers.map(([row]) => row?.sum as number)).toEqual(
        Array.from({ length: 200 }, (_, n) => n + (n % 7)),
      );
    });
  });

  test('direct pools hear what is notified through the pooler', async () => {
    await withPools(pooled, direct, async ({ app, notifications }) => {
      const heard: string[] = [];
      await notifications.listen('lethe_outbox', (word) => heard.push(word));
      await app`select pg_notify('lethe_outbox', 'news')`;
      await eventually(() => expect(heard).toEqual(['news']));
    });
  });

  test('a transaction whose session ends is refused as unavailable, and the next one runs', async () => {
    await withPools(pooled, direct, async ({ app }) => {
      const cut = inTransaction(app, async (tx) => {
        const [row] = await tx<[{ pid: number }]>`select pg_backend_pid() as pid`;
        await database.pools.decisions`select pg_terminate_backend(${row.pid})`;
        return tx`select 1`;
      });
      await expect(cut).rejects.toSatisfy(isUnavailable);
      expect(await app`select 1 as one`).toEqual([{ one: 1 }]);
    });
  });

  test('a pooler that lets nobody wait any longer is as good as a database that is away', async () => {
    const narrow = await startPgBouncer([direct], { sessions: 1, settings: { query_wait_timeout: '1' } });
    try {
      await withPools(narrow.urlOf(direct), direct, async ({ app }) => {
        await eventually(() => app`select 1`);
        await inTransaction(app, async (tx) => {
          await tx`select 1`;
          const late = inTransaction(app, (second) => second`select 1`);
          await expect(late).rejects.toSatisfy(isUnavailable);
        });
        expect(await app`select 1 as one`).toEqual([{ one: 1 }]);
      });
    } finally {
      await narrow.stop();
    }
  });

  test('a start names in one line what is wrong with the addresses', async () => {
    expect(await refusal(pooled)).toMatch(
      /^DATABASE_URL leads to a pooler \(unsupported startup parameter: \w+\): set LETHE_DIRECT_URL to the same database without the pooler$/u,
    );
    const second = bouncer.urlOf(direct).replace('127.0.0.1', 'localhost');
    expect(await refusal(pooled, second)).toMatch(
      /^LETHE_DIRECT_URL leads to a pooler \(.*\): it must lead to/u,
    );
    await expect(prepareDatabase(bouncer.urlOf(database.url))).rejects.toMatchObject({ code: '08P01' });
    expect(await refusal(pooled, withDatabase(direct, 'postgres'))).toBe(
      'LETHE_DIRECT_URL leads to another database than DATABASE_URL',
    );
    expect(await refusal(pooled, database.url)).toBe(
      'LETHE_DIRECT_URL leads to the database as another role than DATABASE_URL',
    );
  });

  test('a pooler that ignores settings without a word is found out', async () => {
    const quiet = await startPgBouncer([direct, database.url], {
      settings: {
        ignore_startup_parameters:
          'search_path, statement_timeout, lock_timeout, idle_session_timeout, idle_in_transaction_session_timeout, bytea_output, extra_float_digits, array_nulls, default_transaction_isolation, default_transaction_read_only',
      },
    });
    try {
      await eventually(async () =>
        expect(await refusal(quiet.urlOf(database.url))).toMatch(
          /^DATABASE_URL leads to a pooler \(it ignores \w+\)/u,
        ),
      );
      expect(await refusal(pooled, quiet.urlOf(direct))).toMatch(
        /^LETHE_DIRECT_URL leads to a pooler \(it ignores/u,
      );
      await expect(prepareDatabase(quiet.urlOf(database.url))).rejects.toThrow('it ignores');
    } finally {
      await quiet.stop();
    }
  });

  test('a pooler whose sessions have other settings is refused', async () => {
    const other = await startPgBouncer([direct], {
      settings: { server_reset_query_always: '1', server_reset_query: "set statement_timeout = '7h'" },
    });
    try {
      const first = connect(other.urlOf(direct), 1, {}, { pooled: true });
      await eventually(() => first`select 1`);
      await first.end();
      expect(await refusal(other.urlOf(direct), direct)).toMatch(
        /^The pooler of DATABASE_URL opens sessions with another statement_timeout than Lethe needs/u,
      );
    } finally {
      await other.stop();
    }
  });
});
