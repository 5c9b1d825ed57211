import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import { type EmbeddedPostgres, startEmbedded } from '../../db/embedded.ts';

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
