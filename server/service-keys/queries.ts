import type { PendingQuery, Row, Sql, TransactionSql } from 'postgres';
import { auditEntry } from '../audit/queries.ts';
import { AppError } from '../errors.ts';
import { hex } from '../hex.ts';
import { page } from '../shapes.ts';
import type { CreateServiceKey, Scope, ServiceKeyPage } from './schema.ts';

export interface HeldKey {
  keyId: string;
  recipientId: string;
  scopes: Scope[];
  revoked: boolean;
  expired: boolean;
}

/** The key as it stands now; that it was used is noted once a minute at most. */
export async function findServiceKey(sql: Sql, keyHash: Uint8Array): Promise<HeldKey | undefined> {
  const [key] = await sql<HeldKey[]>`
    with held as (
      select id, recipient_id, scopes, revoked_at is not null as revoked,
        coalesce(expires_at <= now(), false) as expired, last_used_at
      from lethe.service_keys where key_hash = ${keyHash}
    ), used as (
      update lethe.service_keys k set last_used_at = now() from held
      where k.id = held.id and not held.revoked and not held.expired
        and coalesce(held.last_used_at < now() - interval '1 minute', true)
    )
    select id as "keyId", recipient_id as "recipientId", scopes, revoked, expired from held`;
  return key;
}

/** Whether a service can read of erasures: it has a key for that which works now. A part of a statement. */
export const hears = (sql: Sql | TransactionSql, recipient: PendingQuery<Row[]>) => sql`
  exists (select from lethe.service_keys live where live.recipient_id = ${recipient} and live.revoked_at is null
    and coalesce(live.expires_at > now(), true) and 'erasures:read' = any(live.scopes))`;

export async function listServiceKeys(
  sql: Sql,
  { cursor, limit }: { cursor?: number | undefined; limit: number },
): Promise<ServiceKeyPage> {
  // A service's people are counted once, however many keys it has: they may be millions.
  const rows = await sql<ServiceKeyPage['items']>`
    with k as materialized (
      select * from lethe.service_keys where number < coalesce(${cursor ?? null}::bigint, 9223372036854775807)
      order by number desc limit ${limit + 1}
    ), people as (
      select recipient_id, count(*)::int as linked from lethe.external_ids
      where recipient_id in (select recipient_id from k) group by recipient_id
    )
    select k.id, k.number::float8 as number, r.name, k.scopes,
      case when k.revoked_at is not null then 'revoked' when k.expires_at <= now() then 'expired' else 'active' end as state,
      k.created_at as "createdAt", k.expires_at as "expiresAt", k.last_used_at as "lastUsedAt", k.revoked_at as "revokedAt",
      coalesce(people.linked, 0) as "linkedPeople", ${hears(sql, sql`r.id`)} as hears,
      r.refused_people::float8 as "refusedPeople", r.refused_values::float8 as "refusedValues"
    from k join lethe.recipients r on r.id = k.recipient_id left join people on people.recipient_id = k.recipient_id
    order by k.number desc`;
  return page(rows, limit);
}

/** A service is known by its name, however its letters are cased: a new name is a new recipient. Answers the name that stands. */
export async function insertServiceKey(
  sql: Sql,
  adminId: string,
  keyHash: Uint8Array,
  { name, scopes, expiresAt }: CreateServiceKey,
): Promise<{ id: string; name: string }> {
  const id = crypto.randomUUID();
  const audited = auditEntry(sql, {
    actor: adminId,
    action: 'service_key_created',
    details: { serviceKeyId: id },
  });
  const [key] = await sql<[{ id: string; name: string }]>`
    with recipient as (
      insert into lethe.recipients as r (name) values (${name})
      on conflict (lower(name)) do update set name = r.name returning id, name
    ), added as (
      insert into lethe.service_keys (id, recipient_id, key_hash, scopes, created_by, expires_at)
      select ${id}, id, decode(${hex(keyHash)}, 'hex'), ${scopes}::text[], ${adminId}, ${expiresAt ?? null}::timestamptz from recipient
      returning id
    ), audited as (${audited} from added)
    select added.id, recipient.name from added cross join recipient`;
  return key;
}

/** From the very next call on. Revoking twice changes nothing. Errors: `service_key_not_found`. */
export async function revokeServiceKey(sql: Sql, adminId: string, id: string): Promise<{ id: string }> {
  const audited = auditEntry(sql, {
    actor: adminId,
    action: 'service_key_revoked',
    details: { serviceKeyId: id },
  });
  const [key] = await sql<{ id: string }[]>`
    with revoked as (
      update lethe.service_keys set revoked_at = now() where id = ${id} and revoked_at is null returning id
    ), audited as (${audited} from revoked)
    select id from lethe.service_keys where id = ${id}`;
  if (key === undefined) throw new AppError('service_key_not_found');
  return key;
}
