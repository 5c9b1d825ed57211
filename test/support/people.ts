import type { Sql } from 'postgres';
import type { Role } from '../../server/team/rules.ts';

/** Values that stand nowhere else, so that a search of the database finds this person or nobody. */
export interface Person {
  customerId: string;
  canaries: string[];
}

let nextPerson = 1;

/** A customer with rows in every table that holds any, each personal column carrying a canary of its own. */
export async function insertPerson(sql: Sql, name = `Canary ${nextPerson}`): Promise<Person> {
  const ordinal = nextPerson++;
  const tag = `q${ordinal}x${Math.random().toString(36).slice(2, 8)}`;
  const birthDate = new Date(Date.UTC(1900, 0, (ordinal + 1) * 7)).toISOString().slice(0, 10);
  const canary = (what: string) => `${tag}-${what}`;
  const email = `${tag}-mail@lethe.example`;
  const [user] = await sql<[{ id: string }]>`
    insert into lethe.users (name, email, email_verified, image)
    values (${`${name} ${canary('name')}`}, ${email}, true, ${canary('image')}) returning id`;
  const id = user.id;
  // The sign-up has moved the name to the customer.
  await sql`update lethe.users set name = ${canary('user-name')} where id = ${id}`;
  await sql`update lethe.customers set phone = ${canary('phone')}, company = ${canary('company')},
    company_number = ${canary('vat')}, birth_date = ${birthDate} where id = ${id}`;
  await sql`insert into lethe.sessions (customer_id, token, expires_at, ip_address, user_agent)
    values (${id}, ${canary('token')}, now() + interval '1 day', ${canary('ip')}, ${canary('agent')})`;
  await sql`insert into lethe.accounts (customer_id, account_id, provider_id, password, access_token, refresh_token, id_token)
    values (${id}, ${id}, 'credential', ${canary('hash')}, ${canary('access')}, ${canary('refresh')}, ${canary('id-token')})`;
  await sql`insert into lethe.two_factors (customer_id, secret, backup_codes, verified)
    values (${id}, ${canary('totp')}, ${canary('recovery')}, true)`;
  await sql`update lethe.users set two_factor_enabled = true where id = ${id}`;
  await sql`insert into lethe.verifications (identifier, value, expires_at)
    values (${canary('identifier')}, ${id}, now() + interval '1 hour')`;
  await sql`insert into lethe.email_tokens (customer_id, token_hash, expires_at)
    values (${id}, ${new TextEncoder().encode(canary('token-hash'))}, now() + interval '1 hour')`;
  await sql`insert into lethe.email_changes (customer_id, new_email, token_hash, expires_at)
    values (${id}, ${canary('new-mail')}, ${new TextEncoder().encode(canary('change-hash'))}, now() + interval '1 hour')`;
  await sql`insert into lethe.sign_ins (customer_id, ip_address, user_agent)
    values (${id}, ${canary('ip')}, ${canary('agent')})`;
  await sql`insert into lethe.addresses (customer_id, label, line1, line2, city, region, postal_code, country)
    values (${id}, ${canary('label')}, ${canary('line1')}, ${canary('line2')}, ${canary('city')}, ${canary('region')},
      ${canary('zip')}, 'DE')`;
  await sql`insert into lethe.services (customer_id, name, domain, status, started_on)
    values (${id}, ${canary('service')}, ${canary('domain')}, 'terminated', '2024-01-01')`;
  const [invoice] = await sql<[{ id: string }]>`
    insert into lethe.invoices (customer_id, number, status, currency, total, billed_to, issued_on, due_on)
    values (${id}, ${canary('invoice')}, 'paid', 'EUR', 10, ${canary('billed')}, '2024-01-01', '2024-01-15') returning id`;
  await sql`insert into lethe.invoice_lines (customer_id, invoice_id, position, description, quantity, unit_price, amount)
    values (${id}, ${invoice.id}, 1, ${canary('line')}, 1, 10, 10)`;
  const [{ version }] = await sql<[{ version: number }]>`
    insert into lethe.consent_texts (text) values ('We process your data.') returning version`;
  await sql`insert into lethe.consents (customer_id, action, text_version, ip_address, user_agent)
    values (${id}, 'granted', ${version}, ${canary('ip')}, ${canary('agent')})`;
  const [{ id: system }] = await sql<[{ id: string }]>`
    insert into lethe.systems (name) values ('Newsletter') on conflict (lower(name)) do update set name = excluded.name returning id`;
  await sql`insert into lethe.external_ids (customer_id, system_id, external_id)
    values (${id}, ${system}, ${canary('external')})`;
  await sql`insert into lethe.refused_ids (customer_id, system_id, kind, external_id, reason)
    values (${id}, ${system}, 'customer', ${canary('refused')}, 'customer_closed')`;
  await sql`insert into lethe.statements (customer_id, system_id, field, value)
    values (${id}, ${system}, 'fullName', ${canary('statement')})`;
  await sql`insert into lethe.joined_numbers (customer_id, number, joined_id) values (${id}, ${1_000_000 + ordinal}, gen_random_uuid())`;
  await sql`update lethe.services set system_id = ${system}, external_id = ${canary('ext-service')} where customer_id = ${id}`;
  await sql`update lethe.invoices set system_id = ${system}, external_id = ${canary('ext-invoice')} where customer_id = ${id}`;
  await sql`insert into lethe.exports (customer_id) values (${id})`;
  await sql`insert into lethe.outbox (customer_id, template, to_address, subject, body)
    values (${id}, 'request_received', ${email}, ${canary('subject')}, ${canary('body')})`;
  return { customerId: id, canaries: [tag, birthDate] };
}

/** A pending request with canaries in its note, its reason and what is proposed. */
export async function insertRequest(
  sql: Sql,
  { customerId, canaries }: Person,
  type = 'removal',
): Promise<string> {
  const [row] = await sql<[{ id: string }]>`
    insert into lethe.data_requests (customer_id, type, note, reason, proposed_reason, proposed_hash, answer_by)
    values (${customerId}, ${type}, ${`please, ${canaries[0]}-note`}, ${`${canaries[0]}-reason`}, ${`${canaries[0]}-draft`},
      ${`${canaries[0]}-hash`}, now() + interval '1 month') returning id`;
  return row.id;
}

/** A user who may decide. */
export async function insertAdmin(
  sql: Sql,
  email = 'admin@lethe.example',
  role: Role = 'owner',
): Promise<string> {
  return sql.begin(async (tx) => {
    const [user] = await tx<[{ id: string }]>`
      insert into lethe.users (email, email_verified) values (${email}, true) returning id`;
    await tx`delete from lethe.customers where id = ${user.id}`;
    await tx`insert into lethe.admins (id, role) values (${user.id}, ${role})`;
    await tx`update lethe.users set name = 'Ada Admin' where id = ${user.id}`;
    return user.id;
  });
}

/** A sign-up of so many days ago that nobody confirmed, as it lies there once its link has run out. */
export async function insertSignUp(
  sql: Sql,
  days: number,
  { verified = false, passwordAfter = '5 ms' } = {},
): Promise<{ id: string; email: string; createdAt: string }> {
  const [person] = await sql<[{ id: string; email: string; createdAt: string }]>`
    insert into lethe.users (name, email, email_verified, created_at)
    values ('Never Came', gen_random_uuid() || '@lethe.example', ${verified}, now() - make_interval(days => ${days}))
    returning id, email, created_at as "createdAt"`;
  await sql`
    insert into lethe.accounts (customer_id, account_id, provider_id, password, created_at, updated_at)
    select ${person.id}::uuid, ${person.id}, 'credential', 'hash', made, made
    from (select ${person.createdAt}::timestamptz + ${passwordAfter}::interval) as at (made)`;
  return person;
}
