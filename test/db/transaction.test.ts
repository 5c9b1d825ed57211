import type { TransactionSql } from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../db/connect.ts';
import { inTransaction } from '../../db/transaction.ts';
import { createApp } from '../../server/app.ts';
import { signedInAdmin } from '../support/accounts.ts';
import { customerOf, person } from '../support/intake.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { registerSystem } from '../support/systems.ts';
import { eventually } from '../support/waiting.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  await server.database.pools.app`create table public.words (word text)`;
});
afterAll(() => server.stop());
beforeEach(() => server.database.pools.app`delete from public.words`);

const words = async () => {
  const rows = await server.database.pools.app<
    { word: string }[]
  >`select word from public.words order by word`;
  return rows.map(({ word }) => word);
};
/** Answers on which backend. */
async function insert(tx: TransactionSql, word: string): Promise<number> {
  const [row] = await tx<[{ pid: number }]>`
    insert into public.words values (${word}) returning pg_backend_pid() as pid`;
  return row.pid;
}

const end = (pid: number) => server.database.pools.app`select pg_terminate_backend(${pid}, 5000)`;

/** Loses its connection and, when the time has come, goes on as if nothing had happened. */
async function insertLate(tx: TransactionSql, comes: () => void): Promise<void> {
  await end(await insert(tx, 'early'));
  await eventually(comes);
  await insert(tx, 'late');
}

describe('a transaction whose connection breaks', () => {
  it('says nothing more, though the connection carries somebody else’s by then', async () => {
    const sql = connect(server.database.url, 1);
    let met = false;
    let late: Promise<unknown> = Promise.resolve();
    const broken = inTransaction(sql, (tx) => {
      late = insertLate(tx, () => expect(met).toBe(true));
      return late;
    });
    await expect(broken).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    await inTransaction(sql, async (tx) => {
      await tx`insert into public.words values ('first')`;
      met = true;
      await expect(late).rejects.toThrow('lost');
      await tx`insert into public.words values ('second')`;
    });
    await sql.end();
    expect(await words()).toEqual(['first', 'second']);
  });

  it('leaves the connection to the next one, also where it broke in the middle of a statement', async () => {
    const sql = connect(server.database.url, 1);
    let pid = 0;
    const broken = inTransaction(sql, async (tx) => {
      pid = await insert(tx, 'lost');
      await tx`select pg_sleep(20)`;
    });
    const breaking = eventually(() => expect(pid).not.toBe(0)).then(() => end(pid));
    await expect(broken).rejects.toThrow();
    await breaking;
    // What the old server said last is not told to the next statement.
    await inTransaction(sql, (tx) => insert(tx, 'kept'));
    await sql.end();
    expect(await words()).toEqual(['kept']);
  });
});

describe('what waits too long for the database', () => {
  it.each(['batches', 'app'] as const)(
    'is refused in words that say to try again, on the pool of %s',
    async (pool) => {
      const { pools } = server.database;
      const admin = (await signedInAdmin(server)).client;
      const system = await registerSystem(server, admin, `Billing ${pool}`);
      const row = person();
      const customerId = await customerOf(system, row);
      const short = connect(server.database.url, 2, { statement_timeout: 300 });
      const app = createApp({ ...server.deps, pools: { ...pools, [pool]: short } });
      const call = (procedure: string, input: object) =>
        app.request(`/trpc/system.${procedure}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${system.key}` },
          body: JSON.stringify(input),
        });
      await pools.decisions.begin(async (tx) => {
        await tx`select 1 from lethe.customers where id = ${customerId} for update`;
        const response =
          pool === 'batches'
            ? await call('customers.upsert', { items: [row] })
            : await call('requests.create', {
                customer: { customerId },
                type: 'removal',
                receivedBy: 'phone',
              });
        expect(response.status).toBe(503);
        expect(await response.json()).toMatchObject({ error: { data: { kind: 'database_busy' } } });
      });
      await short.end();
    },
  );
});
