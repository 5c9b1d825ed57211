import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import { listCustomers } from '../../server/customers/queries.ts';
import { MAX_COLLECTED } from '../../server/customers/search-queries.ts';
import { addAdmin, type Caller, callerFor } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

const CROWD = 20_000;

/** Who has a word, of so many, by number. */
const WORDS: Record<string, (number: number) => boolean> = {
  // Everybody; many, here and there; many, all of them the oldest; few; nobody.
  person: () => true,
  often: (number) => number % 3 === 0,
  oldest: (number) => number <= 5_500,
  rare: (number) => number % 2_000 === 0,
  never: () => false,
};

describe(`among ${CROWD} people a word finds everybody who has it, page by page, however many they are:`, () => {
  let database: TestDatabase;
  let admin: Caller;

  beforeAll(async () => {
    database = await createDatabase();
    const sql = connect(database.url, 1, { search_path: 'lethe' });
    await sql
      .unsafe(`begin; set local session_replication_role = 'replica';
      insert into customers (name, email, company) select 'Person ' || n, 'p' || n || '@crowd.example',
          concat_ws(' ', case when n % 3 = 0 then 'Often' end, case when n <= 5500 then 'Oldest' end, case when n % 2000 = 0 then 'Rare' end)
        from generate_series(1, ${CROWD}) n;
      insert into search_words select c.id, word from customers c, unnest(person_words(c.name, c.email, c.company, c.phone)) word;
      insert into services (customer_id, name, domain, status, started_on)
        select id, 'x', 'shop' || number || '.example', 'active', '2020-01-01' from customers;
      insert into data_requests (customer_id, type, status, answer_by)
        select id, 'removal', case when number % 50 = 0 then 'pending' else 'refused' end, '2030-01-01' from customers order by number;
      commit`)
      .simple();
    await sql.unsafe('vacuum analyze');
    await sql.end();
    admin = await callerFor(database.pools, await addAdmin(database.pools.app));
  });
  afterAll(() => database.drop());

  /** Every number, page by page, as somebody who presses “Show more” gets them. */
  async function walk(
    load: (cursor: undefined) => Promise<{ items: { number: number }[]; nextCursor: unknown }>,
    pages: number,
  ): Promise<number[]> {
    const numbers: number[] = [];
    let cursor: unknown;
    for (let page = 0; page < pages && cursor !== null; page += 1) {
      const { items, nextCursor } = await load(cursor as undefined);
      numbers.push(...items.map(({ number }) => number));
      cursor = nextCursor;
    }
    return numbers;
  }
  const searches = [
    ...Object.keys(WORDS),
    'often person',
    'oldest often',
    'rare often',
    'oldest rare',
    'never person',
  ];
  const has = (search: string, number: number) =>
    search.split(' ').every((word) => WORDS[word]?.(number) ?? false);

  test.each(searches)('clients, by “%s”', async (search) => {
    const expected = Array.from({ length: CROWD }, (_, at) => CROWD - at).filter((number) =>
      has(search, number),
    );
    const most = 3;
    const found = await walk((cursor) => admin.admin.customers.list({ search, cursor, limit: 60 }), most);
    expect(found).toEqual(expected.slice(0, most * 60));
    const near = expected.at(-3);
    if (near === undefined) return;
    const last = await admin.admin.customers.list({ search, cursor: near });
    expect(last.items.map(({ number }) => number)).toEqual(expected.slice(-2));
    expect(last.nextCursor).toBeNull();
  });

  test.each(searches)('requests, newest first and what is due first, by “%s”', async (search) => {
    const rows = await database.pools.app<{ number: number; of: number; due: boolean }[]>`
      select r.number::int, c.number::int as of, r.status = 'pending' as due
      from lethe.data_requests r join lethe.customers c on c.id = r.customer_id order by r.number desc`;
    const meant = rows.filter((row) => has(search, row.of));
    const newest = await walk((cursor) => admin.admin.requests.list({ search, cursor }), 3);
    expect(newest).toEqual(meant.slice(0, 75).map(({ number }) => number));
    const due = await walk((cursor) => admin.admin.requests.list({ search, cursor, order: 'due' }), 100);
    expect(due).toEqual(
      meant
        .filter((row) => row.due)
        .map(({ number }) => number)
        .toReversed(),
    );
  });

  test('clients of one state, by a word that all have', async () => {
    await database.pools.app`update lethe.customers set state = 'blocked' where number in (7, 300, 19990)`;
    const { items } = await admin.admin.customers.list({ search: 'person', state: 'blocked' });
    expect(items.map(({ number }) => number)).toEqual([19_990, 300, 7]);
  });

  test('clients by the beginning of a domain that all have', async () => {
    const found = await walk((cursor) => admin.admin.customers.list({ search: 'shop', cursor }), 2);
    expect(found).toEqual(Array.from({ length: 50 }, (_, at) => CROWD - at));
  });

  test('of a common word no more is read by the index than is collected', async () => {
    const sql = connect(database.url, 1, { search_path: 'lethe' });
    const read = async () => {
      await sql`select pg_stat_force_next_flush()`;
      const [row] = await sql<[{ words: number; people: number }]>`
        select (select idx_tup_read::int from pg_stat_user_indexes where indexrelname = 'search_words_word') as words,
          (select sum(idx_tup_read)::int from pg_stat_user_indexes where relname = 'customers') as people`;
      return row;
    };
    const before = await read();
    expect(await listCustomers(sql, { search: 'p', limit: 25 })).toHaveLength(26);
    const after = await read();
    expect(after.words - before.words).toBeLessThanOrEqual(MAX_COLLECTED + 1);
    expect(after.words - before.words).toBeGreaterThan(0);
    expect(after.people - before.people).toBeLessThan(2_000);
    await sql.end();
  });
});
