import type { TransactionSql } from 'postgres';
import type { Facts, Held } from './customer-rules.ts';
import { json } from './json.ts';
import type { CustomerRow } from './schema.ts';

/* A statement for each table, whatever the number of rows. */

type Address = NonNullable<CustomerRow['addresses']>[number];
type Tx = TransactionSql;

/** Whose an external id and an e-mail address are. An address may also be an admin's, who is nobody's customer. */
export interface Owners {
  linked: string | null;
  emailOwner: string | null;
  emailOfCustomer: boolean;
}

/** For each pair, in order. */
export const findOwners = (
  tx: Tx,
  recipientId: string,
  rows: readonly { externalId: string; email: string }[],
): Promise<Owners[]> => tx<Owners[]>`
  select e.customer_id as linked, u.id as "emailOwner", c.id is not null as "emailOfCustomer"
  from unnest(${rows.map((row) => row.externalId)}::text[], ${rows.map((row) => row.email)}::text[])
    with ordinality as asked (external_id, email, position)
  left join lethe.external_ids e on e.recipient_id = ${recipientId} and e.external_id = asked.external_id
  left join lethe.users u on u.email = asked.email
  left join lethe.customers c on c.id = u.id
  order by asked.position`;

export type Locked = Map<string, Held['state']>;

/**
 * The one way for many customers at once what `customers/lock.ts` is for one: in the order of ids, so that batches do not wait for each
 * other in a circle, and in turns, since what is written depends on what stands. Who is not in the answer is gone.
 */
export async function lockCustomers(tx: Tx, ids: readonly string[]): Promise<Locked> {
  if (ids.length === 0) return new Map();
  const rows = await tx<{ id: string; state: Held['state'] }[]>`
    select id, state from lethe.customers where id = any(${[...ids]}::uuid[]) order by id for no key update`;
  return new Map(rows.map(({ id, state }) => [id, state]));
}

/** Keeps everybody else from their rows, also those who would only add one: a password, or a link to set it. */
export async function lockOthersOut(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx`select 1 from lethe.customers where id = any(${[...ids]}::uuid[]) order by id for update`;
}

/** Those who are locked, as they stand. */
export async function findHeld(tx: Tx, recipientId: string, ids: readonly string[]): Promise<Held[]> {
  if (ids.length === 0) return [];
  return tx<Held[]>`
  select c.id as "customerId", c.state, c.email, c.name as "fullName", u.email_verified as "emailVerified",
    c.phone, c.company, c.company_number as "companyNumber", c.birth_date as "birthDate", c.language,
    e.external_id as "externalId", c.sole_recipient_id is distinct from ${recipientId} as shared, exists (select from lethe.accounts a where a.customer_id = c.id) as credential
  from unnest(${[...ids]}::uuid[]) as asked (id)
  join lethe.customers c on c.id = asked.id join lethe.users u on u.id = c.id
  left join lethe.external_ids e on e.customer_id = c.id and e.recipient_id = ${recipientId}`;
}

/** From now on nobody is the only one who has said anything about them, unless it was this service. `recipientId`: null for people. */
export async function markShared(tx: Tx, recipientId: string | null, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx`
    update lethe.customers set sole_recipient_id = null
    where id = any(${[...ids]}::uuid[]) and sole_recipient_id is not null and sole_recipient_id is distinct from ${recipientId}`;
}

/** In the order in which they were said. */
export async function findAddresses(
  tx: Tx,
  ids: readonly string[],
): Promise<{ customerId: string; addresses: Address[] }[]> {
  if (ids.length === 0) return [];
  return tx<{ customerId: string; addresses: Address[] }[]>`
  select customer_id as "customerId", jsonb_agg(jsonb_build_object('label', label, 'line1', line1, 'line2', line2,
    'city', city, 'region', region, 'postalCode', postal_code, 'country', country) order by created_at, id) as addresses
  from lethe.addresses where customer_id = any(${[...ids]}::uuid[]) group by customer_id`;
}

type Row<T> = T & { customerId: string };

/** Without a password: they set one by the link that "forgot password" mails. The trigger makes customers of them, whom nobody else knows. */
export async function insertUsers(tx: Tx, recipientId: string, rows: readonly Row<Facts>[]): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    insert into lethe.users (id, name, email, email_verified)
    select "customerId", "fullName", email, false
    from jsonb_to_recordset(${json(tx, rows)}::jsonb) as r ("customerId" uuid, "fullName" text, email text) order by email`;
  const ids = rows.map(({ customerId }) => customerId);
  await tx`update lethe.customers set sole_recipient_id = ${recipientId} where id = any(${ids}::uuid[])`;
}

/** A new address is not confirmed. */
export async function updateUsers(tx: Tx, rows: readonly Row<Facts>[]): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    with people as (select * from jsonb_to_recordset(${json(tx, rows)}::jsonb) as r ("customerId" uuid, "fullName" text, email text)),
      renamed as (update lethe.customers c set name = r."fullName", updated_at = now() from people r where c.id = r."customerId")
    update lethe.users u set email = r.email, updated_at = now(), email_verified = false
    from people r where u.id = r."customerId" and u.email is distinct from r.email`;
}

export async function updateCustomers(tx: Tx, rows: readonly Row<Facts>[]): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    update lethe.customers c set phone = r.phone, company = r.company, company_number = r."companyNumber",
      birth_date = r."birthDate", language = r.language, updated_at = now()
    from jsonb_to_recordset(${json(tx, rows)}::jsonb) as r ("customerId" uuid, phone text, company text,
      "companyNumber" text, "birthDate" date, language text)
    where c.id = r."customerId"`;
}

export async function insertLinks(
  tx: Tx,
  recipientId: string,
  rows: readonly Row<{ externalId: string }>[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    insert into lethe.external_ids (customer_id, recipient_id, external_id)
    select "customerId", ${recipientId}::uuid, "externalId"
    from jsonb_to_recordset(${json(tx, rows)}::jsonb) as r ("customerId" uuid, "externalId" text) order by "externalId"`;
}

/** Each a little later than the one before, so that they are listed in the order in which they were said. */
export async function replaceAddresses(
  tx: Tx,
  ids: readonly string[],
  rows: readonly Row<Address & { position: number }>[],
): Promise<void> {
  if (ids.length > 0) await tx`delete from lethe.addresses where customer_id = any(${[...ids]}::uuid[])`;
  if (rows.length === 0) return;
  await tx`
    insert into lethe.addresses (customer_id, label, line1, line2, city, region, postal_code, country, created_at)
    select "customerId", label, line1, line2, city, region, "postalCode", country, now() + position * interval '1 microsecond'
    from jsonb_to_recordset(${json(tx, rows)}::jsonb) as r ("customerId" uuid, label text, line1 text, line2 text, city text,
      region text, "postalCode" text, country text, position integer)`;
}

/** Links that were mailed to an address that is no longer the customer's. */
export async function forgetMailedLinks(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx`
    with confirmations as (delete from lethe.email_tokens where customer_id = any(${[...ids]}::uuid[])),
      changes as (delete from lethe.email_changes where customer_id = any(${[...ids]}::uuid[]))
    delete from lethe.verifications where value = any(${[...ids]}::text[])`;
}

export async function forgetPasswords(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx`
    with sessions as (delete from lethe.sessions where customer_id = any(${[...ids]}::uuid[]))
    delete from lethe.accounts where customer_id = any(${[...ids]}::uuid[])`;
}
