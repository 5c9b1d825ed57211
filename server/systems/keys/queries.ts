import type { PendingQuery, Row, Sql, TransactionSql } from 'postgres';
import { hex } from '../../../db/hex.ts';
import { auditEntry } from '../../audit/queries.ts';
import { AppError } from '../../errors.ts';
import { page } from '../../values/schema.ts';
import type { CreateSystemKey, Scope, SystemKeyPage } from './schema.ts';

export interface HeldKey {
  keyId: string;
  systemId: string;
  scopes: Scope[];
  revoked: boolean;
  expired: boolean;
}

/** The key as it stands now; that it was used is noted once a minute at most. */
export async function findSystemKey(sql: Sql, keyHash: Uint8Array): Promise<HeldKey | undefined> {
  const [key] = await sql<HeldKey[]>`
    with held as (
      select id, system_id, scopes, revoked_at is not null as revoked,
        coalesce(expires_at <= now(), false) as expired, last_used_at
      from lethe.system_keys where key_hash = ${keyHash}
    ), used as (
      update lethe.system_keys k set last_used_at = now() from held
      where k.id = held.id and not held.revoked and not held.expired
        and coalesce(held.last_used_at < now() - interval '1 minute', true)
    )
    select id as "keyId", system_id as "systemId", scopes, revoked, expired from held`;
  return key;
}

/** Whether a system can read of erasures: it has a key for that which works now. A part of a statement. */
export const hears = (sql: Sql | TransactionSql, system: PendingQuery<Row[]>) => sql`
  exists (select from lethe.system_keys live where live.system_id = ${system} and live.revoked_at is null
    and coalesce(live.expires_at > now(), true) and 'erasures:read' = any(live.scopes))`;

export async function listSystemKeys(
  sql: Sql,
  { cursor, limit }: { cursor?: number | undefined; limit: number },
): Promise<SystemKeyPage> {
  // A system's people are counted once, however many keys it has: they may be millions.
  const rows = await sql<SystemKeyPage['items']>`
    with k as materialized (
      select * from lethe.system_keys where number < coalesce(${cursor ?? null}::bigint, 9223372036854775807)
      order by number desc limit ${limit + 1}
    ), people as (
      select system_id, count(*)::int as linked from lethe.external_ids
      where system_id in (select system_id from k) group by system_id
    )
    select k.id, k.number::float8 as number, r.name, k.scopes,
      case when k.revoked_at is not null then 'revoked' when k.expires_at <= now() then 'expired' else 'active' end as state,
      k.created_at as "createdAt", k.expires_at as "expiresAt", k.last_used_at as "lastUsedAt", k.revoked_at as "revokedAt",
      coalesce(people.linked, 0) as "linkedPeople", ${hears(sql, sql`r.id`)} as hears,
      r.refused_people::float8 as "refusedPeople", r.refused_values::float8 as "refusedValues"
    from k join lethe.systems r on r.id = k.system_id left join people on people.system_id = k.system_id
    order by k.number desc`;
  return page(rows, limit);
}

/** A system is known by its name, however its letters are cased: a new name is a new system. Answers the name that stands. */
export async function insertSystemKey(
  sql: Sql,
  adminId: string,
  keyHash: Uint8Array,
  { name, scopes, expiresAt }: CreateSystemKey,
): Promise<{ id: string; name: string }> {
  const id = crypto.randomUUID();
  const audited = auditEntry(sql, {
    actor: adminId,
    action: 'system_key_created',
    details: { systemKeyId: id },
  });
  const [key] = await sql<[{ id: string; name: string }]>`
    with system as (
      insert into lethe.systems as r (name) values (${name})
      on conflict (lower(name)) do update set name = r.name returning id, name
    ), added as (
      insert into lethe.system_keys (id, system_id, key_hash, scopes, created_by, expires_at)
      select ${id}, id, decode(${hex(keyHash)}, 'hex'), ${scopes}::text[], ${adminId}, ${expiresAt ?? null}::timestamptz from system
      returning id
    ), audited as (${audited} from added)
    select added.id, system.name from added cross join system`;
  return key;
}

/** From the very next call on. Revoking twice changes nothing. Errors: `system_key_not_found`. */
export async function revokeSystemKey(sql: Sql, adminId: string, id: string): Promise<{ id: string }> {
  const audited = auditEntry(sql, {
    actor: adminId,
    action: 'system_key_revoked',
    details: { systemKeyId: id },
  });
  const [key] = await sql<{ id: string }[]>`
    with revoked as (
      update lethe.system_keys set revoked_at = now() where id = ${id} and revoked_at is null returning id
    ), audited as (${audited} from revoked)
    select id from lethe.system_keys where id = ${id}`;
  if (key === undefined) throw new AppError('system_key_not_found');
  return key;
}
