import type { Sql, TransactionSql } from 'postgres';

/** Two customers become one, by the database function that is compiled from the map. Errors: as `lethe.join_customers`. */
export async function joinCustomers(
  sql: Sql | TransactionSql,
  { keep, join, actor, mapHash }: { keep: string; join: string; actor: string | null; mapHash: string },
): Promise<void> {
  await sql`select lethe.join_customers(${keep}, ${join}, ${actor}, ${mapHash})`;
}

export interface HandedIn {
  customerId: string;
  /** They and the account each have a pending request, of which one must be decided before they can be joined. */
  bothHaveRequests: boolean;
}

/** Open customers with this address who have no account: whoever proves the address may be one of them. */
export const findHandedIn = (tx: TransactionSql, accountId: string, email: string): Promise<HandedIn[]> => tx<
  HandedIn[]
>`
  select c.id as "customerId", (select count(*) = 2 from lethe.data_requests r
    where r.customer_id in (c.id, ${accountId}) and r.status = 'pending') as "bothHaveRequests"
  from lethe.customers c
  where c.email = ${email} and c.id <> ${accountId} and c.state = 'open' and not exists (
    select from lethe.users u where u.id = c.id
      and (u.email_verified or exists (select from lethe.accounts a where a.customer_id = u.id)))
  order by c.number limit ${MOST_HANDED_IN}`;

/** Beside so many an admin is shown somebody who signed up with a shared address. */
const MOST_HANDED_IN = 10;

/** The name as letters may say it, of a customer `c`: whoever shares an address must not read the name of another there. */
export const nameInLetters = (sql: Sql | TransactionSql) => sql`
  case when not exists (select from lethe.customers o where o.email = c.email and o.id <> c.id and o.state <> 'starred')
    then c.name end`;

/**
 * What the reader of a letter can do here, of a customer `c`: as `Access` of notifications/ways.ts. A link to set a password is offered where
 * the door for it (`offerAccount` of accounts) would give one to this very person.
 */
export const accessOf = (sql: Sql | TransactionSql) => sql`
  case when c.state = 'blocked' then 'blocked'
    when exists (select from lethe.users u join lethe.accounts a on a.customer_id = u.id
      where u.id = c.id and u.email_verified and a.provider_id = 'credential' and a.password is not null) then 'account'
    when exists (select from lethe.customers o where o.email = c.email and o.id <> c.id and o.state <> 'starred')
      or exists (select from lethe.users u where u.email = c.email and u.id <> c.id) then 'shared'
    else 'password' end`;
