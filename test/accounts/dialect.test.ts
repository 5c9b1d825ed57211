import { Kysely, sql as text } from 'kysely';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../db/connect.ts';
import { inTransaction } from '../../db/transaction.ts';
import { AccountsDialect } from '../../server/accounts/dialect.ts';
import { PASSWORD } from '../support/accounts.ts';
import { createClient } from '../support/client.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { eventually, untilSomebodyWaits } from '../support/waiting.ts';

let server: TestServer;
let one: Sql;
let library: Kysely<{ words: { word: string } }>;
const words = async () =>
  (await library.selectFrom('words').select('word').orderBy('word').execute()).map(({ word }) => word);

beforeAll(async () => {
  server = await startServer();
  await server.database.pools.app`create table public.words (word text)`;
});
afterAll(() => server.stop());
beforeEach(async () => {
  await server.database.pools.app`delete from public.words`;
  one = connect(server.database.url, 1);
  library = new Kysely({ dialect: new AccountsDialect(one) });
  return () => one.end();
});

describe('what better-auth does in one transaction', () => {
  it('is done as a whole', async () => {
    await library.transaction().execute(async (tx) => {
      await tx.insertInto('words').values({ word: 'first' }).execute();
      await tx.insertInto('words').values({ word: 'second' }).execute();
    });
    expect(await words()).toEqual(['first', 'second']);
  });

  it('is not done at all where it fails, and leaves the connection to the next one', async () => {
    const failing = library.transaction().execute(async (tx) => {
      await tx.insertInto('words').values({ word: 'first' }).execute();
      await text`select 1 / 0`.execute(tx);
    });
    await expect(failing).rejects.toMatchObject({ code: '22012' });
    const refused = library.transaction().execute(async (tx) => {
      await tx.insertInto('words').values({ word: 'first' }).execute();
      throw new Error('refused');
    });
    await expect(refused).rejects.toThrow('refused');
    expect(await words()).toEqual([]);
  });

  it('ends with its connection, and ends nothing of whose transaction that carries by then', async () => {
    let met = false;
    const broken = library.transaction().execute(async (tx) => {
      await tx.insertInto('words').values({ word: 'early' }).execute();
      const { rows } = await text<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
      await server.database.pools.app`select pg_terminate_backend(${rows[0]!.pid}, 5000)`;
      await eventually(() => expect(met).toBe(true));
      await tx.insertInto('words').values({ word: 'late' }).execute();
    });
    // What the server said last is told to the next statement (postgres.js 3.4.9).
    await eventually(() => one`select 1`);
    const strangers = inTransaction(one, async (tx) => {
      await tx`insert into public.words values ('strange')`;
      met = true;
      await expect(broken).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
      throw new Error('not at all');
    });
    await expect(strangers).rejects.toThrow('not at all');
    expect(await words()).toEqual([]);
  });

  it('that the database fails is told, and not taken for an address that is known already', async () => {
    const { app } = server.database.pools;
    await app`alter table lethe.users add constraint unlucky check (name <> 'Unlucky') not valid`;
    const answer = await createClient(server.url).post('/api/auth/sign-up/email', {
      name: 'Unlucky',
      email: 'unlucky@lethe.example',
      password: PASSWORD,
    });
    await app`alter table lethe.users drop constraint unlucky`;
    expect(answer.status).toBe(500);
  });

  it('may lose its connection in the middle of a statement', async () => {
    const { app } = server.database.pools;
    const signUp = (email: string) =>
      createClient(server.url).post('/api/auth/sign-up/email', { name: 'S', email, password: PASSWORD });
    let answer: Promise<Response> | undefined;
    await app.begin(async (tx) => {
      await tx`lock table lethe.accounts in share mode`;
      answer = signUp('first@lethe.example');
      await untilSomebodyWaits(app);
      await app`
        select pg_terminate_backend(pid, 5000) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
    });
    expect((await answer!).status).toBe(503);
    expect((await signUp('second@lethe.example')).status).toBe(200);
    expect(await app`select email from lethe.users`).toEqual([{ email: 'second@lethe.example' }]);
  });
});
