import type { Sql, TransactionSql } from 'postgres';
import { adminNameFragment, auditEntryFragment } from '../audit/queries.ts';
import type { Action } from '../audit/rules.ts';
import { FORMER_SECRET_HOURS, WEBHOOK_HOURS } from '../values/limits-and-periods.ts';
import { MAX_WEBHOOKS } from './rules.ts';
import type { CreateWebhook, FailedDelivery, FailedListInput, ListedWebhook } from './schema.ts';

/* Webhooks as owners set them up. An entry of the audit has the webhook's id: its address may hold a secret of the receiver. */

const entry = (sql: Sql | TransactionSql, adminId: string, action: Action, webhookId: string) =>
  auditEntryFragment(sql, { actor: adminId, action, details: { webhookId } });

export const listWebhooks = (sql: Sql): Promise<ListedWebhook[]> => sql<ListedWebhook[]>`
  select w.id as "webhookId", w.url, w.events, w.state, w.created_at as "createdAt",
    ${adminNameFragment(sql, sql`w.created_by`)} as "createdBy",
    case when w.former_until > now() then w.former_until end as "formerUntil",
    (select jsonb_build_object('at', to_char(d.attempted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'delivered', d.status = 'delivered', 'code', d.last_code)
      from lethe.webhook_deliveries d where d.webhook_id = w.id and d.attempted_at is not null
      order by d.attempted_at desc limit 1) as "lastAttempt",
    (select count(*)::int from lethe.webhook_deliveries d where d.webhook_id = w.id and d.status = 'queued') as queued,
    (select count(*)::int from lethe.webhook_deliveries d where d.webhook_id = w.id and d.status = 'failed') as failed
  from lethe.webhooks w order by w.number`;

/** Webhooks that this admin made and that Lethe calls today. They belong to the organization, and go on when the admin goes. */
export async function countWebhooksMadeBy(sql: Sql, adminId: string): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*)::int as count from lethe.webhooks where created_by = ${adminId} and state = 'active'`;
  return row.count;
}

/** Undefined where there are as many as there may be. */
export async function insertWebhook(
  tx: TransactionSql,
  adminId: string,
  sealedSecret: string,
  { url, events }: CreateWebhook,
): Promise<string | undefined> {
  // Without the lock, two owners at once could each add the last webhook that is allowed.
  await tx`select pg_advisory_xact_lock(hashtext('lethe_webhooks'))`;
  const webhookId = crypto.randomUUID();
  const [row] = await tx<{ id: string }[]>`
    with added as (
      insert into lethe.webhooks (id, url, events, secret, created_by)
      select ${webhookId}, ${url}, ${events}::text[], ${sealedSecret}, ${adminId}
      where (select count(*) from lethe.webhooks) < ${MAX_WEBHOOKS} returning id
    ), audited as (${entry(tx, adminId, 'webhook_created', webhookId)} from added)
    select id from added`;
  return row?.id;
}

/** The former secret signs as well for `FORMER_SECRET_HOURS`. Returns whether there is such a webhook. */
export async function rotateSecret(
  sql: Sql,
  adminId: string,
  webhookId: string,
  sealedSecret: string,
): Promise<boolean> {
  const rows = await sql`
    with changed as (
      update lethe.webhooks set former_secret = secret, former_until = now() + make_interval(hours => ${FORMER_SECRET_HOURS}),
        secret = ${sealedSecret}
      where id = ${webhookId} returning id
    ), audited as (${entry(sql, adminId, 'webhook_secret_rotated', webhookId)} from changed)
    select id from changed`;
  return rows.length === 1;
}

/** Messages that are queued wait while a webhook is disabled, and nothing new is queued. Returns whether there is such a webhook. */
export async function setActive(
  sql: Sql,
  adminId: string,
  webhookId: string,
  active: boolean,
): Promise<boolean> {
  const action = active ? 'webhook_enabled' : 'webhook_disabled';
  const rows = await sql`
    with changed as (
      update lethe.webhooks set state = ${active ? 'active' : 'disabled'} where id = ${webhookId} returning id
    ), audited as (${entry(sql, adminId, action, webhookId)} from changed), told as (
      select pg_notify('lethe_webhooks', '') from changed)
    select changed.id from changed cross join told`;
  return rows.length === 1;
}

/** Its messages go with it. Returns whether there was such a webhook. */
export async function deleteWebhook(sql: Sql, adminId: string, webhookId: string): Promise<boolean> {
  const rows = await sql`
    with gone as (delete from lethe.webhooks where id = ${webhookId} returning id),
      audited as (${entry(sql, adminId, 'webhook_removed', webhookId)} from gone)
    select id from gone`;
  return rows.length === 1;
}

/** Queues a message about nothing. Returns whether there is such an active webhook. */
export async function queueTest(sql: Sql, adminId: string, webhookId: string): Promise<boolean> {
  const rows = await sql`
    with queued as (
      insert into lethe.webhook_deliveries (webhook_id, event, subject_id)
      select id, 'test', gen_random_uuid() from lethe.webhooks where id = ${webhookId} and state = 'active' for key share returning webhook_id
    ), audited as (${entry(sql, adminId, 'webhook_tested', webhookId)} from queued), told as (
      select pg_notify('lethe_webhooks', '') from queued)
    select queued.webhook_id from queued cross join told`;
  return rows.length === 1;
}

/** One page and one row more, newest first. */
export const listFailed = (
  sql: Sql,
  { webhookId, cursor, limit }: FailedListInput,
): Promise<FailedDelivery[]> =>
  sql<FailedDelivery[]>`
    select d.id as "deliveryId", d.number::float8 as number, d.event, d.request_id as "requestId",
      (select r.number::float8 from lethe.data_requests r where r.id = d.request_id) as "requestNumber",
      d.created_at as "createdAt", d.attempts, d.attempted_at as "attemptedAt", d.last_code as code
    from lethe.webhook_deliveries d
    where d.webhook_id = ${webhookId} and d.status = 'failed' and d.number < coalesce(${cursor ?? null}::bigint, 9223372036854775807)
    order by d.number desc limit ${limit + 1}`;

/** Sends a failed message again, under its own id: the receiver drops it if it had come. Returns whether there is such a message. */
export async function requeue(sql: Sql, adminId: string, deliveryId: string): Promise<boolean> {
  const rows = await sql`
    with queued as (
      update lethe.webhook_deliveries set status = 'queued', attempts = 0, next_attempt_at = now(), deadline_at = now() + make_interval(hours => ${WEBHOOK_HOURS})
      where id = ${deliveryId} and status = 'failed' returning id, webhook_id
    ), audited as (
      insert into lethe.audit (actor, action, details)
      select ${adminId}::uuid, 'webhook_resent', jsonb_build_object('webhookId', webhook_id, 'deliveryId', id) from queued
    ), told as (select pg_notify('lethe_webhooks', '') from queued)
    select queued.id from queued cross join told`;
  return rows.length === 1;
}
