import type { PendingQuery, Row, Sql } from 'postgres';
import type { SearchedNumbers } from './search-rules.ts';

/** Above every letter: what begins with a text lies between the text and the text followed by this. */
const BEYOND = '\u{10FFFF}';
/** So many people are collected by an index; where there are more, a list is walked in its own order. */
export const MAX_COLLECTED = 5_000;

type SqlFragment = PendingQuery<Row[]>;
const beginsWith = (sql: Sql, text: SqlFragment, start: SqlFragment | string) =>
  sql`${text} >= ${start} and ${text} < ${start} || ${BEYOND}`;

/** A scalar, which PostgreSQL never answers by reading all that has the word. */
const hasWord = (sql: Sql, customerId: SqlFragment, word: SqlFragment | string) => sql`coalesce((
  select true from lethe.search_words x where x.customer_id = ${customerId} and ${beginsWith(sql, sql`x.word`, word)} limit 1), false)`;

const hasDomain = (sql: Sql, customerId: SqlFragment, domain: string) => sql`coalesce((
  select true from lethe.services s where s.customer_id = ${customerId} and s.domain is not null
    and ${beginsWith(sql, plainDomain(sql), sql`lethe.plain_domain(${domain})`)} limit 1), false)`;
const plainDomain = (sql: Sql) => sql`lethe.plain_domain(s.domain) collate "C"`;

/** One way to read the search, and whom it finds; null where they are too many to collect. */
interface Reading {
  words: string[];
  ids: string[] | null;
}

/** By words in any order: the word that fewest have is looked up, and the others are looked for among its people. */
export const findReadings = (sql: Sql, texts: string[]): Promise<Reading[]> => sql<Reading[]>`
  select r.words, case when rarest.people <= ${MAX_COLLECTED} then array(
      select w.customer_id from lethe.search_words w where ${beginsWith(sql, sql`w.word`, sql`rarest.word`)}
        and (cardinality(r.words) = 1 or not exists (
          select from unnest(r.words) o (word) where not ${hasWord(sql, sql`w.customer_id`, sql`o.word`)}))
    ) end as ids
  from (
    select distinct words from unnest(${texts}::text[]) t (text), lethe.search_readings(t.text) words where words is not null
  ) r cross join lateral (
    select o.word, (select count(*) from (
        select from lethe.search_words w where ${beginsWith(sql, sql`w.word`, sql`o.word`)} limit ${MAX_COLLECTED + 1}
      ) w) as people
    from unnest(r.words) o (word) order by people limit 1
  ) rarest`;

/** By a number of theirs, now or before a join, by a request's, or by what a system calls them or a row of theirs. */
export async function resolveNamedCustomers(
  sql: Sql,
  search: string,
  numbers: SearchedNumbers,
): Promise<string[]> {
  const calledSo = (table: string) => sql`
    select e.customer_id from lethe.systems r join ${sql(`lethe.${table}`)} e on e.system_id = r.id and e.external_id = ${search}`;
  const [row] = await sql<[{ ids: string[] }]>`
    select array(
      select id from lethe.customers where number = ${numbers.customer}::bigint
      union select customer_id from lethe.joined_numbers where number = ${numbers.customer}::bigint
      union select customer_id from lethe.data_requests where number = ${numbers.request}::bigint and customer_id is not null
      union ${calledSo('external_ids')} union ${calledSo('services')} union ${calledSo('invoices')}) as ids`;
  return row.ids;
}

/** By the beginning of a service's domain; null where they are too many to collect. */
export async function findCustomersByDomain(sql: Sql, domain: string): Promise<string[] | null> {
  const [row] = await sql<[{ ids: string[] | null }]>`
    select case when count(*) <= ${MAX_COLLECTED} then coalesce(array_agg(s.customer_id), '{}') end as ids
    from (
      select s.customer_id from lethe.services s
      where s.domain is not null and ${beginsWith(sql, plainDomain(sql), sql`lethe.plain_domain(${domain})`)}
      limit ${MAX_COLLECTED + 1}) s`;
  return row.ids;
}

/** What a search found: people by id. Words and domains that too many people have are looked for person by person instead. */
export interface SearchResult {
  ids: string[];
  readings: string[][];
  domains: string[];
}

/** Whether a search means this customer, where it found too many people to collect. */
export function matchesSearch(sql: Sql, customerId: SqlFragment, { ids, readings, domains }: SearchResult) {
  const every = (words: string[]) => words.flatMap((word) => [sql` and `, hasWord(sql, customerId, word)]);
  const ways = [
    ...readings.flatMap((words) => [sql` or (true`, ...every(words), sql`)`]),
    ...domains.flatMap((domain) => [sql` or `, hasDomain(sql, customerId, domain)]),
  ];
  return sql`(${customerId} = any(${ids}::uuid[]) ${ways})`;
}
