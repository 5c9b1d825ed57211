import { readFile } from 'node:fs/promises';
import type { Sql } from 'postgres';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../db/connect.ts';
import { dumpSchema } from '../../db/dump-schema.ts';
import { migrate } from '../../db/migrate.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';

const SCHEMA = new URL('../../db/schema.sql', import.meta.url);

/* `npm run db:schema` runs this file and writes what it finds. */
describe('db/schema.sql', () => {
  let database: TestDatabase;
  let sql: Sql;
  beforeEach(async () => {
    database = await createEmptyDatabase();
    sql = connect(database.url, 1);
    await sql`set search_path = pg_catalog`;
  });
  afterEach(async () => {
    await sql.end();
    await database.drop();
  });

  it('is what the migrations make', async () => {
    await migrate(sql, { directory: new URL('../../db/migrations/', import.meta.url) });
    await expect(await dumpSchema(sql)).toMatchFileSnapshot(SCHEMA.pathname);
  });

  it('makes the same schema again', async () => {
    const text = await readFile(SCHEMA, 'utf8');
    await sql.unsafe(text).simple();
    // PostgreSQL drops brackets that it does not need where it reads its own words.
    const plain = (described: string) => described.replaceAll(/[()]/gu, '');
    expect(plain(await dumpSchema(sql))).toBe(plain(text));
  });

  it('shows a column, an index and a trigger that a migration adds', async () => {
    await sql.unsafe(await readFile(SCHEMA, 'utf8')).simple();
    const before = await dumpSchema(sql);
    await sql`alter table lethe.customers add nickname text collate "C" not null default 'none'`;
    await sql`create index customers_nickname on lethe.customers (nickname)`;
    const added = (await dumpSchema(sql)).split('\n').filter((line) => !before.split('\n').includes(line));
    expect(added).toEqual([
      expect.stringContaining(`nickname text collate "C" not null default 'none'::text`),
      'CREATE INDEX customers_nickname ON lethe.customers USING btree (nickname);',
    ]);
  });
});
