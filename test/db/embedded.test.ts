import { mkdir, mkdtemp, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import { type EmbeddedPostgres, startEmbedded } from '../../db/embedded.ts';
import { causeIn } from '../../db/initialize.ts';

describe('the embedded PostgreSQL', () => {
  let folder: string;
  let running: EmbeddedPostgres | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lethe-embedded-'));
  });
  afterEach(async () => {
    await running?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(): Promise<EmbeddedPostgres> {
    running = await startEmbedded(folder);
    return running;
  }
  async function ask<T>(url: string, query: (sql: ReturnType<typeof connect>) => Promise<T>): Promise<T> {
    const sql = connect(url, 1);
    try {
      return await query(sql);
    } finally {
      await sql.end();
    }
  }

  test('finds its data again after a clean stop', async () => {
    const first = await start();
    await ask(first.url, (sql) => sql`create table kept (id int)`);
    await first.stop();
    const second = await start();
    expect(await ask(second.url, (sql) => sql`select * from kept`)).toEqual([]);
  });

  test('starts again after kill -9, with what was committed', async () => {
    const first = await start();
    await ask(first.url, (sql) => sql`create table kept as select 7 as id`);
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    const second = await start();
    expect(await ask(second.url, (sql) => sql`select id from kept`)).toEqual([{ id: 7 }]);
  });

  test('replaces an orphan that outlived its launcher', async () => {
    const orphan = await start();
    await rm(join(folder, 'in-use.pid')); // as if the launcher were gone
    const second = await start();
    await orphan.exited;
    expect(second.pid).not.toBe(orphan.pid);
    expect(await ask(second.url, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }]);
  });

  test('replaces an orphan that was started by another name of its folder, with blanks in it', async () => {
    const [real, other] = [join(folder, 'a  folder'), join(folder, 'another name')];
    await mkdir(real);
    await symlink(real, other);
    const orphan = await startEmbedded(other);
    await rm(join(real, 'in-use.pid'));
    running = await startEmbedded(real);
    await orphan.exited;
    expect(running.pid).not.toBe(orphan.pid);
    expect(await ask(running.url, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }]);
  });

  test('leaves the pid file of a PostgreSQL that is not known to be its own', async () => {
    const first = await start();
    await rm(join(folder, 'in-use.pid'));
    await rename(folder, `${folder}-moved`);
    try {
      await expect(startEmbedded(`${folder}-moved`)).rejects.toThrow(
        /^PostgreSQL did not start: .*lock file/u,
      );
      expect(await readFile(join(`${folder}-moved`, 'postgres/postmaster.pid'), 'utf8')).toMatch(
        new RegExp(`^${first.pid}\n`),
      );
    } finally {
      await rename(`${folder}-moved`, folder);
    }
  });

  test('asks for a password, kept where only its owner reads it', async () => {
    const { url } = await start();
    const wrong = url.replace(/:[0-9a-f]{48}@/, ':wrong@');
    await expect(ask(wrong, (sql) => sql`select 1`)).rejects.toMatchObject({ code: '28P01' });
    expect((await stat(join(folder, 'postgres.password'))).mode & 0o077).toBe(0);
  });

  test('keeps values out of its log', async () => {
    const { url } = await start();
    await ask(url, async (sql) => {
      await sql`create table people (email text primary key)`;
      await sql`insert into people values ('ada@canary.example')`;
      await expect(sql`insert into people values ('ada@canary.example')`).rejects.toThrow('duplicate key');
    });
    const log = await readFile(join(folder, 'postgres.log'), 'utf8');
    expect(log).toContain('duplicate key');
    expect(log).not.toContain('canary');
  });
});

describe('of what a failed program of PostgreSQL printed', () => {
  const FULL_DISK = `2026-12-01 09:41:26.533 UTC [27278] FATAL:  could not extend file "base/1/2691": No space left on device
2026-12-01 09:41:26.533 UTC [27278] HINT:  Check free disk space.
2026-12-01 09:41:26.533 UTC [27278] PANIC:  cannot abort transaction 1, it was already committed
child process exited with exit code 134
initdb: removing contents of data directory "/data/postgres.new-x"
`;
  test.each([
    [FULL_DISK, /No space left on device$/u],
    ['initdb: error: could not create directory "x"\ninitdb: removing', /^initdb: error: could not/u],
    ['something else\nthe last line\n', /^the last line$/u],
    ['', /^$/u],
  ])('the line that says why is shown (%#)', (printed, cause) => {
    expect(causeIn(printed)).toMatch(cause);
  });
});
