import type { Sql, TransactionSql } from 'postgres';
import { hex } from '../../db/hex.ts';
import { page } from '../values/schema.ts';
import type { BlacklistEntry, BlacklistPage, Claim, Identifier } from './schema.ts';

/** Joins the entries with pairs of kind and hash: one statement for any number of pairs, with one index look-up each. */
const joinMatchingEntries = (sql: Sql | TransactionSql, identifiers: readonly Identifier[]) => sql`
  unnest(${identifiers.map(({ kind }) => kind)}::text[], ${identifiers.map(({ hmac }) => hex(hmac))}::text[]) as given (kind, hmac)
  join lethe.blacklist b on b.kind = given.kind and b.hmac = decode(given.hmac, 'hex')`;

/** Whether any of the identifiers is on the blacklist today. */
export async function isBlacklisted(
  sql: Sql | TransactionSql,
  identifiers: readonly Identifier[],
): Promise<boolean> {
  if (identifiers.length === 0) return false;
  const [row] = await sql<[{ listed: boolean }]>`
    select exists (select from ${joinMatchingEntries(sql, identifiers)} where b.ends_at > now()) as listed`;
  return row.listed;
}

/** The identifiers on the blacklist today, by `identifierKey`; the value says whether an erased person had the identifier. */
export async function listBlacklisted(
  sql: Sql | TransactionSql,
  identifiers: readonly Identifier[],
): Promise<Map<string, boolean>> {
  if (identifiers.length === 0) return new Map();
  const rows = await sql<{ key: string; erased: boolean }[]>`
    select given.kind || ' ' || given.hmac as key, exists (
      select from lethe.blacklist_claims c where c.entry_id = b.id and c.erased and c.ends_at > now()) as erased
    from ${joinMatchingEntries(sql, identifiers)} where b.ends_at > now()`;
  return new Map(rows.map(({ key, erased }) => [key, erased]));
}

export const identifierKey = ({ kind, hmac }: Identifier): string => `${kind} ${hex(hmac)}`;

type EntryRow = Omit<BlacklistEntry, 'claims'>;
const entryColumns = (sql: Sql) => sql`
  b.id as "entryId", b.number::float8 as number, b.kind, b.created_at as "createdAt", b.ends_at as "endsAt"`;

export async function findBlacklistEntries(
  sql: Sql,
  { cursor, limit }: { cursor?: number | undefined; limit: number },
): Promise<BlacklistPage> {
  const rows = await sql<EntryRow[]>`
    select ${entryColumns(sql)} from lethe.blacklist b
    where b.ends_at > now() and b.number < coalesce(${cursor ?? null}::bigint, 9223372036854775807)
    order by b.number desc limit ${limit + 1}`;
  const { items, nextCursor } = page(rows, limit);
  return { items: await withClaims(sql, items), nextCursor };
}

/** Finds the entries of the identifiers, newest first. */
export async function findEntriesByIdentifiers(
  sql: Sql,
  identifiers: readonly Identifier[],
): Promise<BlacklistEntry[]> {
  if (identifiers.length === 0) return [];
  const rows = await sql<EntryRow[]>`
    select ${entryColumns(sql)} from ${joinMatchingEntries(sql, identifiers)} where b.ends_at > now() order by b.number desc`;
  return withClaims(sql, rows);
}

async function withClaims(sql: Sql, entries: readonly EntryRow[]): Promise<BlacklistEntry[]> {
  const claims = await listClaims(
    sql,
    entries.map(({ entryId }) => entryId),
  );
  return entries.map((entry) => ({ ...entry, claims: claims.get(entry.entryId) ?? [] }));
}

/** The claims on these entries, by entry; oldest first. */
async function listClaims(sql: Sql, entryIds: readonly string[]): Promise<Map<string, Claim[]>> {
  const claims = new Map<string, Claim[]>();
  if (entryIds.length === 0) return claims;
  const rows = await sql<(Claim & { entryId: string })[]>`
    select c.entry_id as "entryId", c.id as "claimId", c.reason, c.request_id as "requestId",
      r.number::float8 as "requestNumber", c.created_at as "createdAt", c.ends_at as "endsAt"
    from lethe.blacklist_claims c left join lethe.data_requests r on r.id = c.request_id
    where c.entry_id = any(${[...entryIds]}::uuid[]) and c.ends_at > now() order by c.created_at, c.id`;
  for (const { entryId, ...claim } of rows) claims.set(entryId, [...(claims.get(entryId) ?? []), claim]);
  return claims;
}
