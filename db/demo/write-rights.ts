import type { TransactionSql } from 'postgres';
import { json } from '../json.ts';
import {
  blacklistOf,
  claimsOf,
  consentsOf,
  downloadsOf,
  messagesOf,
  NEWER_TEXT,
  requestsOf,
} from './rights.ts';
import { type DemoCustomer, daysAgo } from './story.ts';

export async function insertRights(
  tx: TransactionSql,
  customers: DemoCustomer[],
  adminId: string,
): Promise<void> {
  await tx`update lethe.consent_texts set created_at = ${daysAgo(400)}`;
  await tx`
    insert into lethe.consent_texts (text, purposes, created_by, created_at)
    values (${NEWER_TEXT}, ${['services', 'billing', 'support', 'security']}, ${adminId}, ${daysAgo(30)})`;
  await tx`
    insert into lethe.consents (customer_id, action, text_version, ip_address, user_agent, created_at)
    select c.customer_id, c.action, t.version, c.ip_address, c.user_agent, c.created_at
    from jsonb_to_recordset(${json(tx, consentsOf(customers))})
      as c (customer_id uuid, action text, "text" int, ip_address text, user_agent text, created_at timestamptz)
    join (select version, row_number() over (order by version) as nth from lethe.consent_texts) t on t.nth = c."text"
    order by c.created_at`;
  await tx`
    insert into lethe.data_requests (customer_id, type, status, note, reason, created_at, answer_by, decided_at,
      decided_by, decided_by_rule)
    select customer_id, type, status, note, reason, created_at, created_at + interval '1 month', decided_at,
      decided_by, decided_by_rule
    from jsonb_to_recordset(${json(tx, requestsOf(customers, adminId))})
      as (customer_id uuid, type text, status text, note text, reason text, created_at timestamptz,
        decided_at timestamptz, decided_by uuid, decided_by_rule text)
    order by created_at`;
  await insertBlacklist(tx, adminId);
  await tx`
    insert into lethe.exports (customer_id, started_at, finished_at, bytes, outcome)
    select customer_id, started_at, started_at + interval '1.4 seconds', bytes, outcome
    from jsonb_to_recordset(${json(tx, downloadsOf(customers))})
      as (customer_id uuid, started_at timestamptz, bytes bigint, outcome text)
    order by started_at`;
  await tx`
    insert into lethe.outbox (customer_id, template, status, attempts, created_at, deadline_at, finished_at)
    select customer_id, template, 'sent', 1, created_at, created_at + interval '24 hours', created_at + interval '2 s'
    from jsonb_to_recordset(${json(tx, messagesOf(customers))})
      as (customer_id uuid, template text, created_at timestamptz)`;
}

async function insertBlacklist(tx: TransactionSql, adminId: string): Promise<void> {
  const claims = claimsOf(adminId);
  await tx`
    insert into lethe.blacklist (id, kind, hmac, created_at, ends_at)
    select b.id, b.kind, decode(b.hmac, 'hex'), c.created_at, c.ends_at
    from jsonb_to_recordset(${json(tx, blacklistOf())}) as b (id uuid, kind text, hmac text)
    join (select entry_id, min(created_at) as created_at, max(ends_at) as ends_at
      from jsonb_to_recordset(${json(tx, claims)}) as c (entry_id uuid, created_at timestamptz, ends_at timestamptz)
      group by entry_id) c on c.entry_id = b.id
    order by c.created_at`;
  await tx`
    insert into lethe.blacklist_claims (entry_id, reason, erased, request_id, created_by, created_at, ends_at)
    select c.entry_id, c.reason, c.erased, r.id, c.created_by, c.created_at, c.ends_at
    from jsonb_to_recordset(${json(tx, claims)})
      as c (entry_id uuid, reason text, erased boolean, request int, created_by uuid, created_at timestamptz, ends_at timestamptz)
    left join (select id, row_number() over (order by number) as nth from lethe.data_requests where status = 'destroyed') r
      on r.nth = c.request
    order by c.created_at`;
}
