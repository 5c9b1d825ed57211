import type { Sql } from 'postgres';
import { searchedAddress } from '../values/email-address.ts';
import {
  findCustomersByDomain,
  findCustomersByNumberOrId,
  findReadings,
  type SearchResult,
} from './search-queries.ts';
import type { SearchedNumbers } from './search-rules.ts';

/** Finds the people that a search may mean, in every reading. Each query uses an index and takes no longer than a page. */
export async function searchCustomers(
  sql: Sql,
  search: string,
  numbers: SearchedNumbers,
): Promise<SearchResult> {
  const texts = [...new Set([search, searchedAddress(search)])];
  const found: SearchResult = {
    ids: await findCustomersByNumberOrId(sql, search, numbers),
    readings: [],
    domains: [],
  };
  for (const { words, ids } of await findReadings(sql, texts)) {
    if (ids === null) found.readings.push(words);
    else found.ids.push(...ids);
  }
  for (const domain of texts.filter((text) => !/\s/u.test(text))) {
    const ids = await findCustomersByDomain(sql, domain);
    if (ids === null) found.domains.push(domain);
    else found.ids.push(...ids);
  }
  return { ...found, ids: [...new Set(found.ids)] };
}

/** Whether all people of the result are collected by id. */
export const isCollected = ({ readings, domains }: SearchResult): boolean =>
  readings.length + domains.length === 0;

/** How many rows the first statement reads, and how many any statement reads at most. */
const FIRST_STRETCH = 1_000;
const LONGEST_STRETCH = 20_000;

/**
 * Reads a list in its own order, stretch by stretch, until `limit` rows are found or the list ends. So no statement takes longer than one
 * stretch, even for a word that nobody has. `endOf` returns the place of a stretch's last row; undefined where the list ends before.
 */
export async function walkList<Row, Place>(
  limit: number,
  start: Place | undefined,
  endOf: (from: Place | undefined, rows: number) => Promise<Place | undefined>,
  between: (from: Place | undefined, to: Place | undefined, limit: number) => Promise<Row[]>,
): Promise<Row[]> {
  const found: Row[] = [];
  let from = start;
  for (let rows = FIRST_STRETCH; ; rows = Math.min(rows * 5, LONGEST_STRETCH)) {
    const to = await endOf(from, rows);
    found.push(...(await between(from, to, limit - found.length)));
    if (to === undefined || found.length >= limit) return found;
    from = to;
  }
}
