import type { Sql, TransactionSql } from 'postgres';
import { DEMO_ADMIN, DEMO_PASSWORD } from './demo-accounts.ts';
import {
  blacklistOf,
  claimsOf,
  consentsOf,
  downloadsOf,
  messagesOf,
  NEWER_TEXT,
  requestsOf,
} from './demo-rights.ts';
import { keysOf, linksOf, noticesOf, recipientsOf } from './demo-services.ts';
import { correctedOf, handedInOf, possibleMatchesOf } from './demo-shared.ts';
import {
  addressesOf,
  type DemoCustomer,
  daysAgo,
  demoCustomers,
  invoicesOf,
  profilesOf,
  servicesOf,
  signInsOf,
  usersOf,
} from './demo-story.ts';
import { inOneTransaction } from './transaction.ts';

export interface DemoOptions {
  /** The accounts' own: the database knows nothing of passwords. */
  hashPassword: (password: string) => Promise<string>;
  /** Whoever starts it may have an admin of their own beside the demo's. */
  admin?: { email: string; password: string } | null;
}

/** Fills a database that has no users yet with fictional people to try the product with, all or nothing; answers whether it did. */
export async function fillDemo(sql: Sql, { hashPassword, admin }: DemoOptions): Promise<boolean> {
  const password = await hashPassword(DEMO_PASSWORD);
  const ownPassword = admin ? await hashPassword(admin.password) : null;
  return inOneTransaction(sql, async (tx) => {
    // Of two servers that start together, one fills.
    await tx`lock table lethe.users in share row exclusive mode`;
    const [someone] = await tx`select 1 from lethe.users limit 1`;
    if (someone !== undefined) return false;
    // Some of these people are closed already; the guard would refuse their rows.
    await tx`select set_config('lethe.guard', 'off', true)`;
    const customers = demoCustomers();
    const adminId = await insertPeople(tx, customers, password);
    if (admin && ownPassword) await insertAdmin(tx, admin.email.toLowerCase(), ownPassword);
    await insertHoldings(tx, customers);
    await insertRights(tx, customers, adminId);
    await insertServices(tx, customers, adminId);
    await tx`update lethe.settings set enabled = true, authorization_required = false,
      demo_filled_at = now(), updated_at = now()`;
    return true;
  });
}

type Plain = string | number | boolean | null | string[];
interface PlainRow {
  [column: string]: Plain | PlainRow[];
}
/** Rows as one JSON value: a statement a table, however many rows. */
const json = (tx: TransactionSql, rows: PlainRow[]) => tx.json(rows);

async function insertPeople(
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
  await tx`insert into lethe.admins (id) values (${adminId})`;
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

async function insertAdmin(tx: TransactionSql, email: string, password: string): Promise<void> {
  const [user] = await tx<{ id: string }[]>`
    insert into lethe.users (email, email_verified) values (${email}, true)
    on conflict (email) do nothing returning id`;
  if (user === undefined) return;
  await tx`delete from lethe.customers where id = ${user.id}`;
  await tx`insert into lethe.admins (id) values (${user.id})`;
  await tx`update lethe.users set name = 'Administrator' where id = ${user.id}`;
  await tx`insert into lethe.accounts (customer_id, account_id, provider_id, password)
    values (${user.id}, ${user.id}, 'credential', ${password})`;
}

async function insertHoldings(tx: TransactionSql, customers: DemoCustomer[]): Promise<void> {
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

async function insertServices(tx: TransactionSql, customers: DemoCustomer[], adminId: string): Promise<void> {
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

async function insertRights(tx: TransactionSql, customers: DemoCustomer[], adminId: string): Promise<void> {
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
