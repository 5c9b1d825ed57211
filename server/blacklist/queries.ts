import type { Sql, TransactionSql } from 'postgres';
import { auditEntry } from '../audit/queries.ts';
import { AppError } from '../errors.ts';
import { hex } from '../hex.ts';
import { page } from '../shapes.ts';
import { BLACKLIST_YEARS } from './rules.ts';
import type { BlacklistPage, BlacklistReason, Identifier } from './schema.ts';

/** Whether any of the identifiers stands on the blacklist today. One statement, one index look-up for each. */
export async function isBlacklisted(
  sql: Sql | TransactionSql,
  identifiers: readonly Identifier[],
): Promise<boolean> {
  if (identifiers.length === 0) return false;
  const [row] = await sql<[{ listed: boolean }]>`
    select exists (
      select from unnest(${identifiers.map((one) => one.kind)}::text[], ${identifiers.map((one) => hex(one.hmac))}::text[])
        as asked (kind, hmac)
      join lethe.blacklist b on b.kind = asked.kind and b.hmac = decode(asked.hmac, 'hex')
      where b.ends_at > now()
    ) as listed`;
  return row.listed;
}

/** Which of the identifiers stand on the blacklist today, by `identifierName`. One statement, whatever their number. */
export async function listBlacklisted(
  sql: Sql | TransactionSql,
  identifiers: readonly Identifier[],
): Promise<Set<string>> {
  if (identifiers.length === 0) return new Set();
  const rows = await sql<{ name: string }[]>`
    select asked.kind || ' ' || asked.hmac as name
    from unnest(${identifiers.map((one) => one.kind)}::text[], ${identifiers.map((one) => hex(one.hmac))}::text[])
      as asked (kind, hmac)
    join lethe.blacklist b on b.kind = asked.kind and b.hmac = decode(asked.hmac, 'hex')
    where b.ends_at > now()`;
  return new Set(rows.map((row) => row.name));
}

export const identifierName = ({ kind, hmac }: Identifier): string => `${kind} ${hex(hmac)}`;

export async function findBlacklistEntries(
  sql: Sql,
  { cursor, limit }: { cursor?: number | undefined; limit: number },
): Promise<BlacklistPage> {
  const rows = await sql<BlacklistPage['items']>`
    select b.id as "entryId", b.number::float8 as number, b.kind, b.reason,
      r.number::float8 as "requestNumber", b.created_at as "createdAt", b.ends_at as "endsAt"
    from lethe.blacklist b
    left join lethe.data_requests r on r.id = b.request_id
    where b.ends_at > now() and b.number < coalesce(${cursor ?? null}::bigint, 9223372036854775807)
    order by b.number desc limit ${limit + 1}`;
  return page(rows, limit);
}

/** An entry that has run out makes room for a new one. Errors: `already_blacklisted`. */
export async function addBlacklistEntry(
  sql: Sql,
  adminId: string,
  { kind, hmac }: Identifier,
  reason: BlacklistReason,
): Promise<{ entryId: string }> {
  const audited = auditEntry(sql, { actor: adminId, action: 'blacklist_added', details: { kind, reason } });
  const [added] = await sql<{ entryId: string }[]>`
    with added as (
      insert into lethe.blacklist (kind, hmac, reason, created_by, ends_at)
      values (${kind}, decode(${hex(hmac)}, 'hex'), ${reason}, ${adminId}, now() + make_interval(years => ${BLACKLIST_YEARS}))
      on conflict (kind, hmac) do update set reason = excluded.reason, created_by = excluded.created_by,
        created_at = now(), ends_at = excluded.ends_at, request_id = null where blacklist.ends_at <= now()
      returning id as "entryId"
    ), audited as (${audited} from added)
    select * from added`;
  if (added === undefined) throw new AppError('already_blacklisted');
  return added;
}

/** Errors: `blacklist_entry_not_found`. */
export async function removeBlacklistEntry(
  sql: Sql,
  adminId: string,
  entryId: string,
): Promise<{ entryId: string }> {
  const audited = auditEntry(sql, { actor: adminId, action: 'blacklist_removed', details: { entryId } });
  const [removed] = await sql<{ entryId: string }[]>`
    with removed as (delete from lethe.blacklist where id = ${entryId} returning id as "entryId"),
      audited as (${audited} from removed)
    select * from removed`;
  if (removed === undefined) throw new AppError('blacklist_entry_not_found');
  return removed;
}
