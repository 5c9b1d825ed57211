import type { PendingQuery, Row, Sql, TransactionSql } from 'postgres';
import { hex } from '../../../db/hex.ts';
import { adminNameFragment, auditEntryFragment } from '../../audit/queries.ts';
import { AppError } from '../../errors.ts';
import { page } from '../../values/schema.ts';
import type { CreateSystemKeyInput, Scope, SystemKeyPage } from './schema.ts';

export interface StoredKey {
  keyId: string;
  systemId: string;
  scopes: Scope[];
  revoked: boolean;
  expired: boolean;
}

/** Finds the key, and records its use at most once a minute. */
export async function findSystemKey(sql: Sql, keyHash: Uint8Array): Promise<StoredKey | undefined> {
  const [key] = await sql<StoredKey[]>`
    with found as (
      select id, system_id, scopes, revoked_at is not null as revoked,
        coalesce(expires_at <= now(), false) as expired, last_used_at
      from lethe.system_keys where key_hash = ${keyHash}
    ), used as (
      update lethe.system_keys k set last_used_at = now() from found
      where k.id = found.id and not found.revoked and not found.expired
        and coalesce(found.last_used_at < now() - interval '1 minute', true)
    )
    select id as "keyId", system_id as "systemId", scopes, revoked, expired from found`;
  return key;
}

/** Part of a statement: whether the system has a valid key with the scope `erasures:read`. */
export const canReadErasures = (sql: Sql | TransactionSql, system: PendingQuery<Row[]>) => sql`
  exists (select from lethe.system_keys live where live.system_id = ${system} and live.revoked_at is null
    and coalesce(live.expires_at > now(), true) and 'erasures:read' = any(live.scopes))`;

export async function listSystemKeys(
  sql: Sql,
  { cursor, limit }: { cursor?: number | undefined; limit: number },
): Promise<SystemKeyPage> {
  // Each system's customers are counted once, however many keys it has: there may be millions.
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
      k.created_at as "createdAt", ${adminNameFragment(sql, sql`k.created_by`)} as "createdBy", k.expires_at as "expiresAt", k.last_used_at as "lastUsedAt", k.revoked_at as "revokedAt",
      coalesce(people.linked, 0) as "linkedPeople", ${canReadErasures(sql, sql`r.id`)} as hears,
      r.refused_people::float8 as "refusedPeople", r.refused_values::float8 as "refusedValues"
    from k join lethe.systems r on r.id = k.system_id left join people on people.system_id = k.system_id
    order by k.number desc`;
  return page(rows, limit);
}

/** Adds a key. A new name, compared without regard to case, creates a system. Returns the key's id and the stored spelling of the name. */
export async function insertSystemKey(
  sql: Sql,
  adminId: string,
  keyHash: Uint8Array,
  { name, scopes, expiresAt }: CreateSystemKeyInput,
): Promise<{ id: string; name: string }> {
  const id = crypto.randomUUID();
  const audited = auditEntryFragment(sql, {
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

/** Keys that this admin made and that open something today. They belong to the organization, and go on when the admin goes. */
export async function countKeysMadeBy(sql: Sql, adminId: string): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*)::int as count from lethe.system_keys
    where created_by = ${adminId} and revoked_at is null and coalesce(expires_at > now(), true)`;
  return row.count;
}

/** Revokes a key from its next call on. Revoking twice changes nothing. Errors: `system_key_not_found`. */
export async function revokeSystemKey(sql: Sql, adminId: string, id: string): Promise<{ id: string }> {
  const audited = auditEntryFragment(sql, {
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
