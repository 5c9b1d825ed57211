import type { Sql, TransactionSql } from 'postgres';

/** Two customers become one, by the database function that is compiled from the map. Errors: as `lethe.join_customers`. */
export async function joinCustomers(
  sql: Sql | TransactionSql,
  { keep, join, actor, mapHash }: { keep: string; join: string; actor: string | null; mapHash: string },
): Promise<void> {
  await sql`select lethe.join_customers(${keep}, ${join}, ${actor}, ${mapHash})`;
}

export interface HandedInCustomer {
  customerId: string;
  state: 'open' | 'blocked';
  fullName: string | null;
  birthDate: string | null;
  companyNumber: string | null;
  /** They and the account each have a pending request, of which one must be decided before they can be joined. */
  bothHaveRequests: boolean;
  /** An admin is to say, or has said, whether they are the account's person. */
  isNoted: boolean;
}

/** Customers with this address who have no account: whoever proves the address may be one of them. */
export const findHandedInCustomers = (
  tx: TransactionSql,
  accountId: string,
  email: string,
): Promise<HandedInCustomer[]> => tx<HandedInCustomer[]>`
  select c.id as "customerId", c.state, c.name as "fullName", c.birth_date as "birthDate", c.company_number as "companyNumber",
    (select count(*) = 2 from lethe.data_requests r
      where r.customer_id in (c.id, ${accountId}) and r.status = 'pending') as "bothHaveRequests",
    exists (select from lethe.possible_matches m where m.customer_id = ${accountId} and m.other_id = c.id) as "isNoted"
  from lethe.customers c
  where c.email = ${email} and c.id <> ${accountId} and c.state <> 'starred' and not exists (
    select from lethe.users u where u.id = c.id
      and (u.email_verified or exists (select from lethe.accounts a where a.customer_id = u.id)))
  order by c.state, c.number limit ${MAX_HANDED_IN}`;

/** A sign-up has the language of this house, which nobody chose: that of whom it is joined with counts, unless it was set by hand. */
export async function adoptLanguage(tx: TransactionSql, accountId: string, otherId: string): Promise<void> {
  await tx`
    update lethe.customers c set language = o.language from lethe.customers o
    where c.id = ${accountId} and o.id = ${otherId} and o.language is not null and not 'language' = any (c.set_by_hand)`;
}

type PersonOfAccount = Pick<HandedInCustomer, 'fullName' | 'birthDate' | 'companyNumber'>;

/** Who an account says its person is. */
export async function findPersonOfAccount(
  tx: TransactionSql,
  accountId: string,
): Promise<PersonOfAccount | undefined> {
  const [row] = await tx<PersonOfAccount[]>`
    select name as "fullName", birth_date as "birthDate", company_number as "companyNumber"
    from lethe.customers where id = ${accountId}`;
  return row;
}

/** Beside so many an admin is shown somebody who signed up with a shared address. */
const MAX_HANDED_IN = 10;

/** The name as letters may say it, of a customer `c`: whoever shares an address must not read the name of another there. */
export const nameInLetters = (sql: Sql | TransactionSql) => sql`
  case when not exists (select from lethe.customers o where o.email = c.email and o.id <> c.id and o.state <> 'starred')
    and not exists (select from lethe.users u where u.email = c.email and u.id <> c.id) then c.name end`;

/**
 * What the reader of a letter can do here, of a customer `c`: as `Access` of notifications/ways.ts. A link to set a password is offered where
 * the door for it (`createUserForHandedIn` of accounts) would give one to this very person.
 */
export const accessOf = (sql: Sql | TransactionSql) => sql`
  case when c.state = 'blocked' then 'blocked'
    when exists (select from lethe.users u join lethe.accounts a on a.customer_id = u.id
      where u.id = c.id and u.email_verified and a.provider_id = 'credential' and a.password is not null) then 'account'
    when exists (select from lethe.customers o where o.email = c.email and o.id <> c.id and o.state <> 'starred')
      or exists (select from lethe.users u where u.email = c.email and u.id <> c.id) then 'shared'
    else 'password' end`;
