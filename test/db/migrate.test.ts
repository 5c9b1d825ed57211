import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import { StartRefused } from '../../db/errors.ts';
import { explainUnknownMigrations, migrate } from '../../db/migrate.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';

describe('migrations', () => {
  let database: TestDatabase;
  let folder: string;
  let directory: URL;
  const file = (name: string, text: string) => writeFile(join(folder, name), text);

  beforeEach(async () => {
    database = await createEmptyDatabase();
    folder = await mkdtemp(join(tmpdir(), 'lethe-migrations-'));
    directory = pathToFileURL(`${folder}/`);
    await file('0001_first.sql', 'create table lethe.first (id int);');
  });
  afterEach(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  test('are applied in the order of their names, each once', async () => {
    await file('0002_second.sql', 'alter table lethe.first add column name text; select 1;');
    const { app } = database.pools;
    expect(await migrate(app, { directory })).toEqual(['0001_first.sql', '0002_second.sql']);
    expect(await migrate(app, { directory })).toEqual([]);
    expect(await app`select id, name from lethe.first`).toHaveLength(0);
  });

  test('a file changed after it was applied stops the start and is named', async () => {
    const { app } = database.pools;
    await migrate(app, { directory });
    await file('0001_first.sql', 'create table lethe.first (id bigint);');
    await expect(migrate(app, { directory })).rejects.toThrow(
      /^0001_first\.sql was changed after .* delete the data folder \(data-dev\)/,
    );
  });

  test('a database that the files from before 0.1.0 made is refused in one line that says where to start', async () => {
    const { app } = database.pools;
    await migrate(app, { directory });
    await app`update lethe.migrations set name = '0001_accounts.sql'`;
    const refused = await migrate(app, { directory }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StartRefused);
    expect((refused as Error).message).toMatch(
      /^This database was made before .*LETHE_DATA.* DATABASE_URL.*$/,
    );
    expect(await app`select name from lethe.migrations`).toEqual([{ name: '0001_accounts.sql' }]);
  });

  test('a database that a newer release migrated further is not refused', async () => {
    const { app } = database.pools;
    await file('0002_second.sql', 'create table lethe.second (id int);');
    await migrate(app, { directory });
    await rm(join(folder, '0002_second.sql'));
    expect(await migrate(app, { directory })).toEqual([]);
  });

  test('of another branch are named; where all are known, or none has been applied, there is nothing to say', async () => {
    const { app } = database.pools;
    expect(await explainUnknownMigrations(app, directory)).toBeNull();
    await file('0002_branch.sql', 'create table lethe.second (id int);');
    await migrate(app, { directory });
    expect(await explainUnknownMigrations(app, directory)).toBeNull();
    await rm(join(folder, '0002_branch.sql'));
    expect(await explainUnknownMigrations(app, directory)).toMatch(
      /another branch: this one has no 0002_branch\.sql\. .* delete the data folder \(data-dev\)/,
    );
  });

  test('other line ends are not a change', async () => {
    const { app } = database.pools;
    await file('0001_first.sql', 'create table lethe.first (\n id int);\n');
    await migrate(app, { directory });
    await file('0001_first.sql', 'create table lethe.first (\r\n id int);\r\n');
    expect(await migrate(app, { directory })).toEqual([]);
  });

  test('a file that fails leaves nothing of itself and keeps what went before', async () => {
    const { app } = database.pools;
    await file('0002_broken.sql', 'create table lethe.half (id int); select no_such_function();');
    await expect(migrate(app, { directory })).rejects.toThrow(/^0002_broken\.sql failed: .*no_such_function/);
    const [row] = await app<{ first: boolean; half: boolean }[]>`
      select to_regclass('lethe.first') is not null as first, to_regclass('lethe.half') is not null as half`;
    expect(row).toEqual({ first: true, half: false });
  });

  test('servers that start together take turns, and what follows runs under the same lock', async () => {
    await file('0002_slow.sql', 'select pg_sleep(0.2); create table lethe.second (id int);');
    let inside = 0;
    const afterwards = async () => {
      expect(++inside).toBe(1);
      await new Promise((done) => setTimeout(done, 20));
      inside--;
    };
    const results = await Promise.all(
      Array.from({ length: 8 }, () => migrate(database.pools.app, { directory, afterwards })),
    );
    expect(results.flat().toSorted()).toEqual(['0001_first.sql', '0002_slow.sql']);
  });

  test('a database of another encoding is refused before the first file', async () => {
    const { app } = database.pools;
    const latin = new URL(database.url);
    latin.pathname += '_latin';
    const name = latin.pathname.slice(1);
    await app`create database ${app(name)} encoding 'LATIN1' locale 'C' template template0`;
    const sql = connect(latin.href, 1);
    try {
      await expect(migrate(sql, { directory })).rejects.toThrow(
        /^This database is encoded in LATIN1, .* needs UTF8/u,
      );
    } finally {
      await sql.end();
      await app`drop database ${app(name)}`;
    }
  });

  test('each of ours has a number of its own', async () => {
    const numbers = (await readdir('db/migrations')).map((name) => name.slice(0, 4));
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
