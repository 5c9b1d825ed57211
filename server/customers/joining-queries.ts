import type { Sql, TransactionSql } from 'postgres';

/** Joins two customers, by the database function that is compiled from the map. Errors: as `lethe.join_customers`. */
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
  /** This customer and the account each have a pending request; an admin must decide one of them before a join. */
  bothHaveRequests: boolean;
  /** A possible match of this customer and the account is noted; an admin decides it or has decided it. */
  isNoted: boolean;
}

/** Customers with this address and no account. The person who proves the address may be one of them. */
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

/** Takes over the language of the customer to be joined, unless it was set by hand: a sign-up has a default that nobody chose. */
export async function adoptLanguage(tx: TransactionSql, accountId: string, otherId: string): Promise<void> {
  await tx`
    update lethe.customers c set language = o.language from lethe.customers o
    where c.id = ${accountId} and o.id = ${otherId} and o.language is not null and not 'language' = any (c.set_by_hand)`;
}

type PersonOfAccount = Pick<HandedInCustomer, 'fullName' | 'birthDate' | 'companyNumber'>;

/** Name, birth date and company number of an account's customer. */
export async function findPersonOfAccount(
  tx: TransactionSql,
  accountId: string,
): Promise<PersonOfAccount | undefined> {
  const [row] = await tx<PersonOfAccount[]>`
    select name as "fullName", birth_date as "birthDate", company_number as "companyNumber"
    from lethe.customers where id = ${accountId}`;
  return row;
}

/** An admin compares a sign-up with a shared address to at most this many customers. */
const MAX_HANDED_IN = 10;

/** The name of customer `c` for letters; null where people share the address, so that nobody reads another's name. */
export const nameInLettersFragment = (sql: Sql | TransactionSql) => sql`
  case when not exists (select from lethe.customers o where o.email = c.email and o.id <> c.id and o.state <> 'starred')
    and not exists (select from lethe.users u where u.email = c.email and u.id <> c.id) then c.name end`;

/**
 * How customer `c`, the reader of a letter, can sign in; see `Access` of notifications/access.ts. `password` means that
 * `createUserForHandedIn` of accounts would give this customer a link to set one.
 */
export const accessFragment = (sql: Sql | TransactionSql) => sql`
  case when c.state = 'blocked' then 'blocked'
    when exists (select from lethe.users u join lethe.accounts a on a.customer_id = u.id
      where u.id = c.id and u.email_verified and a.provider_id = 'credential' and a.password is not null) then 'account'
    when exists (select from lethe.customers o where o.email = c.email and o.id <> c.id and o.state <> 'starred')
      or exists (select from lethe.users u where u.email = c.email and u.id <> c.id) then 'shared'
    else 'password' end`;
