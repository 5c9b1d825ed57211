import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import { addAdmin, type Caller, callerFor } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

/* Searches of an admin, each beside the first page of the same list, in one run. */

const CUSTOMERS = Number(process.env['LETHE_BENCH_CUSTOMERS'] ?? 1_000_000);
const ROUNDS = 7;
/** `admin.list` at most: page 1 is the limit. */
const MOST_PAGES = 10;

let database: TestDatabase;
let admin: Caller;

/** One of 500 first names, of 9,973 family names; a fifth of all addresses begin with `mail`; the first 2,000 are of one company. */
async function load(): Promise<void> {
  const sql = connect(database.url, 1, { statement_timeout: '0', search_path: 'lethe' });
  await sql
    .unsafe(`begin; set local session_replication_role = 'replica';
    insert into customers (id, name, email, phone, company)
      select ('00000000-0000-4000-9000-' || lpad(n::text, 12, '0'))::uuid,
        (case n % 500 when 7 then 'Nora' else 'N' || substr(md5((n % 500)::text), 1, 6) end) || ' Fam' || n % 9973,
        (case n % 5 when 0 then 'mail' else 'p' end) || n || '@host' || n % 1000 || '.example',
        '+49 30 ' || n, case when n <= 2000 then 'Oldest Company' end
      from generate_series(1, ${CUSTOMERS}) n;
    insert into search_words
      select c.id, word from customers c, unnest(person_words(c.name, c.email, c.company, c.phone)) word;
    insert into data_requests (customer_id, type, status, answer_by)
      select id, 'removal', case when number % 20 = 0 then 'pending' else 'refused' end, date '2030-01-01' - (number % 300)::int
      from customers where number % 10 = 0;
    commit`)
    .simple();
  await sql.unsafe('vacuum analyze');
  await sql.end();
}

beforeAll(async () => {
  database = await createDatabase();
  await load();
  admin = await callerFor(database.pools, await addAdmin(database.pools.app));
}, 1_200_000);
afterAll(() => database.drop());

async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}
const median = (times: number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

/** Many have the word, and nobody whom the list begins with, or nobody in it at all: it is walked to its end. */
const TO_THE_END = new Set(['requests p', 'due p']);
const searches = [
  'nora',
  'n',
  'mail',
  'p',
  'fam77',
  'nora fam7',
  'fam n',
  '+4930',
  '77',
  'host7.example',
  'oldest',
  'nobody',
  'nora oldest',
];

test(`a search among ${CUSTOMERS} people takes at most ${MOST_PAGES} times as long as the first page`, async () => {
  const lists = {
    clients: (search?: string) => admin.admin.customers.list({ search }),
    requests: (search?: string) => admin.admin.requests.list({ search }),
    due: (search?: string) => admin.admin.requests.list({ search, order: 'due' }),
  };
  const late: string[] = [];
  for (const [list, page] of Object.entries(lists))
    for (const search of searches) {
      const [ours, limit]: [number[], number[]] = [[], []];
      for (let round = 0; round < ROUNDS; round += 1) {
        limit.push(await timed(() => page()));
        ours.push(await timed(() => page(search)));
      }
      const [mine, first] = [median(ours), median(limit)];
      const said = `${list} ${search}: ${mine.toFixed(1)} ms, first page ${first.toFixed(1)} ms, ${(mine / first).toFixed(1)} times`;
      process.stdout.write(`${said}\n`);
      if (mine > MOST_PAGES * first && !TO_THE_END.has(`${list} ${search}`)) late.push(said);
    }
  expect(late).toEqual([]);
}, 600_000);
