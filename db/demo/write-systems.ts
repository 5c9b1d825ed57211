import type { TransactionSql } from 'postgres';
import { json } from '../json.ts';
import { correctedOf, handedInOf, possibleMatchesOf } from './shared.ts';
import { type DemoCustomer } from './story.ts';
import { keysOf, linksOf, noticesOf, systemsOf } from './systems.ts';

export async function insertSystems(
  tx: TransactionSql,
  customers: DemoCustomer[],
  adminId: string,
): Promise<void> {
  const systems = systemsOf();
  await tx`
    insert into lethe.systems (id, name, refused_people, created_at)
    select * from jsonb_to_recordset(${json(tx, systems)})
      as (id uuid, name text, refused_people bigint, created_at timestamptz)`;
  await tx`
    insert into lethe.system_keys (system_id, key_hash, scopes, created_by, created_at, expires_at, last_used_at, revoked_at)
    select system_id, decode(hash, 'hex'), scopes, created_by, created_at, expires_at, last_used_at, revoked_at
    from jsonb_to_recordset(${json(tx, keysOf(systems, adminId))})
      as (system_id uuid, hash text, scopes text[], created_by uuid, created_at timestamptz, expires_at timestamptz,
        last_used_at timestamptz, revoked_at timestamptz)
    order by created_at`;
  await tx`
    insert into lethe.external_ids (customer_id, system_id, external_id)
    select * from jsonb_to_recordset(${json(tx, linksOf(systems, customers))})
      as (customer_id uuid, system_id uuid, external_id text)`;
  await insertShared(tx, systems, customers);
  await tx`
    update lethe.data_requests r set system_id = p.id, received_by = 'phone'
    from lethe.systems p, lethe.customers u
    where p.name = 'Support desk' and u.email = 'customer16@lethe.example' and r.customer_id = u.id and r.status = 'pending'`;
  await tx`
    update lethe.invoices i set system_id = p.id, external_id = i.number from lethe.systems p, lethe.customers u
    where p.name = 'Billing' and u.email = 'customer5@lethe.example' and i.customer_id = u.id`;
  const decisions = await tx<
    { id: string; customer_id: string | null; status: string; decided_at: string }[]
  >`
    select id, customer_id, status, decided_at from lethe.data_requests where status in ('blocked', 'starred', 'destroyed')`;
  await tx`
    insert into lethe.erasure_notices (system_id, request_id, customer_id, external_ids, linked, handed_in, outcome, created_at, due_at,
      result, reason, retained_until, acknowledged_at)
    select * from jsonb_to_recordset(${json(tx, noticesOf(systems, decisions))})
      as (system_id uuid, request_id uuid, customer_id uuid, external_ids text[], linked boolean, handed_in boolean, outcome text,
        created_at timestamptz, due_at timestamptz, result text, reason text, retained_until date, acknowledged_at timestamptz)
    order by created_at`;
}

async function insertShared(
  tx: TransactionSql,
  systems: ReturnType<typeof systemsOf>,
  customers: DemoCustomer[],
): Promise<void> {
  const people = handedInOf(systems);
  await tx`
    insert into lethe.customers (id, name, email, phone, sole_system_id, created_at, updated_at)
    select id, name, email, phone, system_id, created_at, created_at from jsonb_to_recordset(${json(tx, people)})
      as (id uuid, name text, email text, phone text, system_id uuid, created_at timestamptz)
    order by created_at`;
  await tx`
    insert into lethe.external_ids (customer_id, system_id, external_id)
    select * from jsonb_to_recordset(${json(tx, people)}) as (id uuid, system_id uuid, external_id text)`;
  await tx`
    insert into lethe.possible_matches (customer_id, other_id, reason, found_at)
    select customer_id, other_id, 'name_differs', found_at from jsonb_to_recordset(${json(tx, possibleMatchesOf(people))})
      as (customer_id uuid, other_id uuid, found_at timestamptz)`;
  const { customer_id, system_id, value, reported_at } = correctedOf(customers, systems);
  await tx`update lethe.customers set set_by_hand = '{fullName}' where id = ${customer_id}`;
  await tx`update lethe.external_ids set reported_fields = '{fullName}', corrected = '{fullName}'
    where customer_id = ${customer_id} and system_id = ${system_id}`;
  await tx`insert into lethe.statements (customer_id, system_id, field, value, reported_at)
    values (${customer_id}, ${system_id}, 'fullName', ${value}, ${reported_at})`;
}
