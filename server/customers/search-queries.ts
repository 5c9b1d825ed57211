import type { PendingQuery, Row, Sql } from 'postgres';
import type { SearchedNumbers } from './search-rules.ts';

/** Sorts above every letter: texts that begin with `x` lie between `x` and `x` followed by this character. */
const BEYOND = '\u{10FFFF}';
/** Up to this many people are collected by an index; with more, the list is scanned newest first and each customer is checked. */
export const MAX_COLLECTED = 5_000;

type SqlFragment = PendingQuery<Row[]>;
const beginsWith = (sql: Sql, text: SqlFragment, start: SqlFragment | string) =>
  sql`${text} >= ${start} and ${text} < ${start} || ${BEYOND}`;

/** A scalar subquery: an `exists` PostgreSQL may answer by reading everybody who has the word. */
const hasWord = (sql: Sql, customerId: SqlFragment, word: SqlFragment | string) => sql`coalesce((
  select true from lethe.search_words x where x.customer_id = ${customerId} and ${beginsWith(sql, sql`x.word`, word)} limit 1), false)`;

const hasDomain = (sql: Sql, customerId: SqlFragment, domain: string) => sql`coalesce((
  select true from lethe.services s where s.customer_id = ${customerId} and s.domain is not null
    and ${beginsWith(sql, plainDomain(sql), sql`lethe.plain_domain(${domain})`)} limit 1), false)`;
const plainDomain = (sql: Sql) => sql`lethe.plain_domain(s.domain) collate "C"`;

/** One way to read the search, and the people it finds; null if they are too many to collect. */
interface Reading {
  words: string[];
  ids: string[] | null;
}

/** Finds people by words in any order: looks up the rarest word, then checks the other words for its people only. */
export const findReadings = (sql: Sql, texts: string[]): Promise<Reading[]> => sql<Reading[]>`
  select r.words, case when rarest.people <= ${MAX_COLLECTED} then array(
      select w.customer_id from lethe.search_words w where ${beginsWith(sql, sql`w.word`, sql`rarest.word`)}
        and (cardinality(r.words) = 1 or not exists (
          select from unnest(r.words) o (word) where not ${hasWord(sql, sql`w.customer_id`, sql`o.word`)}))
    ) end as ids
  from (
    select distinct words from unnest(${texts}::text[]) t (text), lethe.search_readings(t.text) words where words is not null
  ) r cross join lateral (
    select o.word, lethe.words_beginning_with(o.word, ${MAX_COLLECTED + 1}) as people
    from unnest(r.words) o (word) order by people limit 1
  ) rarest`;

/** Finds customers by their number (also from before a join), a request's number, or a system's id of them, a service or an invoice. */
export async function findCustomersByNumberOrId(
  sql: Sql,
  search: string,
  numbers: SearchedNumbers,
): Promise<string[]> {
  const withExternalId = (table: string) => sql`
    select e.customer_id from lethe.systems r join ${sql(`lethe.${table}`)} e on e.system_id = r.id and e.external_id = ${search}`;
  const [row] = await sql<[{ ids: string[] }]>`
    select array(
      select id from lethe.customers where number = ${numbers.customer}::bigint
      union select customer_id from lethe.joined_numbers where number = ${numbers.customer}::bigint
      union select customer_id from lethe.data_requests where number = ${numbers.request}::bigint and customer_id is not null
      union ${withExternalId('external_ids')} union ${withExternalId('services')} union ${withExternalId('invoices')}) as ids`;
  return row.ids;
}

/** Finds customers by the beginning of a service's domain; null if they are too many to collect. */
export async function findCustomersByDomain(sql: Sql, domain: string): Promise<string[] | null> {
  const [row] = await sql<[{ ids: string[] | null }]>`
    select case when count(*) <= ${MAX_COLLECTED} then coalesce(array_agg(s.customer_id), '{}') end as ids
    from (
      select s.customer_id from lethe.services s
      where s.domain is not null and ${beginsWith(sql, plainDomain(sql), sql`lethe.plain_domain(${domain})`)}
      limit ${MAX_COLLECTED + 1}) s`;
  return row.ids;
}

/** What a search found: people by id. Words and domains of too many people are checked person by person instead. */
export interface SearchResult {
  ids: string[];
  readings: string[][];
  domains: string[];
}

/** Whether the search matches this customer, for a search that found too many people to collect. */
export function searchFragment(sql: Sql, customerId: SqlFragment, { ids, readings, domains }: SearchResult) {
  const hasAllWords = (words: string[]) =>
    words.flatMap((word) => [sql` and `, hasWord(sql, customerId, word)]);
  const alternatives = [
    ...readings.flatMap((words) => [sql` or (true`, ...hasAllWords(words), sql`)`]),
    ...domains.flatMap((domain) => [sql` or `, hasDomain(sql, customerId, domain)]),
  ];
  return sql`(${customerId} = any(${ids}::uuid[]) ${alternatives})`;
}
