import type { TransactionSql } from 'postgres';
import { json } from '../json.ts';
import { DEMO_ADMIN } from './accounts.ts';
import {
  addressesOf,
  type DemoCustomer,
  daysAgo,
  invoicesOf,
  profilesOf,
  servicesOf,
  signInsOf,
  usersOf,
} from './story.ts';

export async function insertPeople(
  tx: TransactionSql,
  customers: DemoCustomer[],
  password: string,
): Promise<string> {
  const adminId = crypto.randomUUID();
  const admin = { id: adminId, name: 'Demo Admin', email: DEMO_ADMIN, created_at: daysAgo(720) };
  // The admin comes last, so that the customers' numbers start at 1.
  await tx`
    insert into lethe.users (id, name, email, email_verified, created_at, updated_at)
    select id, name, email, email is not null, created_at, created_at
    from rows from (jsonb_to_recordset(${json(tx, [...usersOf(customers), admin])})
      as (id uuid, name text, email text, created_at timestamptz)) with ordinality as u (id, name, email, created_at, position)
    order by position`;
  await tx`delete from lethe.customers where id = ${adminId}`;
  await tx`insert into lethe.admins (id, role) values (${adminId}, 'owner')`;
  await tx`update lethe.users set name = ${admin.name} where id = ${adminId}`;
  await tx`
    update lethe.customers c set state = p.state, phone = p.phone, company = p.company,
      company_number = p.company_number, birth_date = p.birth_date, language = p.language,
      created_at = p.created_at, updated_at = p.created_at, closed_at = p.closed_at
    from jsonb_to_recordset(${json(tx, profilesOf(customers))}) as p (id uuid, state text, phone text, company text,
      company_number text, birth_date date, language text, created_at timestamptz, closed_at timestamptz)
    where c.id = p.id`;
  const withAccount = [adminId, ...customers.filter((c) => c.state === 'open').map((c) => c.id)];
  await tx`
    insert into lethe.accounts (customer_id, account_id, provider_id, password)
    select id, id::text, 'credential', ${password} from unnest(${withAccount}::uuid[]) id`;
  return adminId;
}

export async function insertAdmin(tx: TransactionSql, email: string, password: string): Promise<void> {
  const [user] = await tx<{ id: string }[]>`
    insert into lethe.users (email, email_verified) values (${email}, true)
    on conflict (email) do nothing returning id`;
  if (user === undefined) return;
  await tx`delete from lethe.customers where id = ${user.id}`;
  await tx`insert into lethe.admins (id, role) values (${user.id}, 'owner')`;
  await tx`update lethe.users set name = 'Administrator' where id = ${user.id}`;
  await tx`insert into lethe.accounts (customer_id, account_id, provider_id, password)
    values (${user.id}, ${user.id}, 'credential', ${password})`;
}

export async function insertContracts(tx: TransactionSql, customers: DemoCustomer[]): Promise<void> {
  const invoices = invoicesOf(customers);
  await tx`
    insert into lethe.addresses (customer_id, label, line1, city, postal_code, country)
    select * from jsonb_to_recordset(${json(tx, addressesOf(customers))})
      as (customer_id uuid, label text, line1 text, city text, postal_code text, country text)`;
  await tx`
    insert into lethe.services (customer_id, name, domain, status, started_on, ended_on)
    select * from jsonb_to_recordset(${json(tx, servicesOf(customers))})
      as (customer_id uuid, name text, domain text, status text, started_on date, ended_on date)`;
  await tx`
    insert into lethe.invoices (customer_id, id, number, status, currency, total, billed_to, issued_on, due_on, paid_on)
    select * from jsonb_to_recordset(${json(tx, invoices)})
      as (customer_id uuid, id uuid, number text, status text, currency text, total numeric, billed_to text,
        issued_on date, due_on date, paid_on date)`;
  const lines = invoices.flatMap(({ customer_id, id, lines: own }) =>
    own.map((line) => ({ customer_id, invoice_id: id, ...line })),
  );
  await tx`
    insert into lethe.invoice_lines (customer_id, invoice_id, position, description, quantity, unit_price, amount)
    select * from jsonb_to_recordset(${json(tx, lines)})
      as (customer_id uuid, invoice_id uuid, position int, description text, quantity numeric, unit_price numeric,
        amount numeric)`;
  await tx`
    insert into lethe.sign_ins (customer_id, signed_in_at, ip_address, user_agent)
    select * from jsonb_to_recordset(${json(tx, signInsOf(customers))})
      as (customer_id uuid, signed_in_at timestamptz, ip_address text, user_agent text)`;
}
