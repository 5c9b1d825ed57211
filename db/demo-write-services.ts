import type { TransactionSql } from 'postgres';
import { json } from './demo-json.ts';
import { keysOf, linksOf, noticesOf, recipientsOf } from './demo-services.ts';
import { correctedOf, handedInOf, possibleMatchesOf } from './demo-shared.ts';
import { type DemoCustomer } from './demo-story.ts';

export async function insertServices(
  tx: TransactionSql,
  customers: DemoCustomer[],
  adminId: string,
): Promise<void> {
  const recipients = recipientsOf();
  await tx`
    insert into lethe.recipients (id, name, refused_people, created_at)
    select * from jsonb_to_recordset(${json(tx, recipients)})
      as (id uuid, name text, refused_people bigint, created_at timestamptz)`;
  await tx`
    insert into lethe.service_keys (recipient_id, key_hash, scopes, created_by, created_at, expires_at, last_used_at, revoked_at)
    select recipient_id, decode(hash, 'hex'), scopes, created_by, created_at, expires_at, last_used_at, revoked_at
    from jsonb_to_recordset(${json(tx, keysOf(recipients, adminId))})
      as (recipient_id uuid, hash text, scopes text[], created_by uuid, created_at timestamptz, expires_at timestamptz,
        last_used_at timestamptz, revoked_at timestamptz)
    order by created_at`;
  await tx`
    insert into lethe.external_ids (customer_id, recipient_id, external_id)
    select * from jsonb_to_recordset(${json(tx, linksOf(recipients, customers))})
      as (customer_id uuid, recipient_id uuid, external_id text)`;
  await insertShared(tx, recipients, customers);
  await tx`
    update lethe.data_requests r set recipient_id = p.id, received_by = 'phone'
    from lethe.recipients p, lethe.customers u
    where p.name = 'Support desk' and u.email = 'customer16@lethe.example' and r.customer_id = u.id and r.status = 'pending'`;
  await tx`
    update lethe.invoices i set recipient_id = p.id, external_id = i.number from lethe.recipients p, lethe.customers u
    where p.name = 'Billing' and u.email = 'customer5@lethe.example' and i.customer_id = u.id`;
  const decisions = await tx<
    { id: string; customer_id: string | null; status: string; decided_at: string }[]
  >`
    select id, customer_id, status, decided_at from lethe.data_requests where status in ('blocked', 'starred', 'destroyed')`;
  await tx`
    insert into lethe.erasure_notices (recipient_id, request_id, customer_id, external_ids, linked, handed_in, outcome, created_at, due_at,
      result, reason, retained_until, acknowledged_at)
    select * from jsonb_to_recordset(${json(tx, noticesOf(recipients, decisions))})
      as (recipient_id uuid, request_id uuid, customer_id uuid, external_ids text[], linked boolean, handed_in boolean, outcome text,
        created_at timestamptz, due_at timestamptz, result text, reason text, retained_until date, acknowledged_at timestamptz)
    order by created_at`;
}

async function insertShared(
  tx: TransactionSql,
  recipients: ReturnType<typeof recipientsOf>,
  customers: DemoCustomer[],
): Promise<void> {
  const people = handedInOf(recipients);
  await tx`
    insert into lethe.customers (id, name, email, phone, sole_recipient_id, created_at, updated_at)
    select id, name, email, phone, recipient_id, created_at, created_at from jsonb_to_recordset(${json(tx, people)})
      as (id uuid, name text, email text, phone text, recipient_id uuid, created_at timestamptz)
    order by created_at`;
  await tx`
    insert into lethe.external_ids (customer_id, recipient_id, external_id)
    select * from jsonb_to_recordset(${json(tx, people)}) as (id uuid, recipient_id uuid, external_id text)`;
  await tx`
    insert into lethe.possible_matches (customer_id, other_id, reason, found_at)
    select customer_id, other_id, 'name_differs', found_at from jsonb_to_recordset(${json(tx, possibleMatchesOf(people))})
      as (customer_id uuid, other_id uuid, found_at timestamptz)`;
  const { customer_id, recipient_id, value, said_at } = correctedOf(customers, recipients);
  await tx`update lethe.customers set set_by_hand = '{fullName}' where id = ${customer_id}`;
  await tx`update lethe.external_ids set said = '{fullName}', corrected = '{fullName}'
    where customer_id = ${customer_id} and recipient_id = ${recipient_id}`;
  await tx`insert into lethe.statements (customer_id, recipient_id, field, value, said_at)
    values (${customer_id}, ${recipient_id}, 'fullName', ${value}, ${said_at})`;
}
