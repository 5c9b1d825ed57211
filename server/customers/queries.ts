import type { PendingQuery, Row as PgRow, Sql, TransactionSql } from 'postgres';
import type { InferOutput } from 'valibot';
import type {
  CustomerDetail,
  CustomerListInput,
  CustomerListItem,
  CustomerMe,
  StoredProfile,
} from './schema.ts';
import { isCollected, searchCustomers, walkList } from './search.ts';
import { searchFragment } from './search-queries.ts';
import { numbersIn } from './search-rules.ts';

type ProfileRow = InferOutput<typeof StoredProfile>;
type CustomerListRow = InferOutput<typeof CustomerListItem>;
type CustomerDetails = InferOutput<typeof CustomerDetail>;
type CustomerFacts = Omit<CustomerDetails, 'addresses' | 'services' | 'invoices' | 'standing'>;

export async function findMe(
  sql: Sql,
  customerId: string,
): Promise<Omit<InferOutput<typeof CustomerMe>, 'consent' | 'personalDataManagement'> | undefined> {
  const profile = await findProfile(sql, customerId);
  if (profile === undefined) return undefined;
  const [row] = await sql<[{ automaticDays: number | null }]>`
    select lethe.automatic_days(${customerId}) as "automaticDays"`;
  return { customerId, ...profile, ...row };
}

export async function findProfile(
  sql: Sql | TransactionSql,
  customerId: string,
): Promise<ProfileRow | undefined> {
  const [row] = await sql<ProfileRow[]>`
    select coalesce(c.email, '') as email, coalesce(c.name, '') as "fullName", c.phone, c.company,
      c.company_number as "companyNumber", c.birth_date as "birthDate", c.language
    from lethe.customers c where c.id = ${customerId}`;
  return row;
}

type CustomerListOptions = InferOutput<typeof CustomerListInput>;

/** One page and one row more, newest first. */
export async function listCustomers(sql: Sql, input: CustomerListOptions): Promise<CustomerListRow[]> {
  const { cursor, limit, search } = input;
  if (!search) return listCustomersBetween(sql, input, cursor, undefined, limit + 1, sql``);
  const found = await searchCustomers(sql, search, numbersIn(search));
  if (isCollected(found))
    return listCustomersBetween(
      sql,
      input,
      cursor,
      undefined,
      limit + 1,
      sql`and id = any(${found.ids}::uuid[])`,
    );
  return walkList(
    limit + 1,
    cursor,
    (from, rows) => findPlaceAfter(sql, from, rows),
    (from, to, most) =>
      listCustomersBetween(
        sql,
        input,
        from,
        to,
        most,
        sql`and ${searchFragment(sql, sql`customers.id`, found)}`,
      ),
  );
}

/** Counts services and invoices only for the rows of the page. */
const listCustomersBetween = (
  sql: Sql,
  { state }: CustomerListOptions,
  from: number | undefined,
  to: number | undefined,
  limit: number,
  condition: PendingQuery<PgRow[]>,
) => sql<CustomerListRow[]>`
  select c.id as "customerId", c.number::int as number, c.name as "fullName", c.email, c.company, c.state,
    c.created_at as "createdAt",
    (select count(*)::int from lethe.services s
      where s.customer_id = c.id and s.status in ('active', 'pending', 'suspended')) as "activeServices",
    (select count(*)::int from lethe.invoices i
      where i.customer_id = c.id and i.status = 'unpaid') as "unpaidInvoices"
  from (
    select id, number, name, email, company, state, created_at from lethe.customers
    where number < coalesce(${from ?? null}::bigint, 9223372036854775807)
      ${to === undefined ? sql`` : sql`and number >= ${to}`}
      ${state ? sql`and state = ${state}` : sql``} ${condition}
    order by number desc
    limit ${limit}
  ) c
  order by c.number desc`;

/** The number of the customer `rows` places further down the list; undefined where the list ends before. */
async function findPlaceAfter(sql: Sql, from: number | undefined, rows: number): Promise<number | undefined> {
  const [last] = await sql<{ number: number }[]>`
    select number::int as number from lethe.customers
    where number < coalesce(${from ?? null}::bigint, 9223372036854775807)
    order by customers.number desc offset ${rows - 1} limit 1`;
  return last?.number;
}

/** Whether there is such a customer, in any state. */
export async function isCustomer(sql: Sql, customerId: string): Promise<boolean> {
  const rows = await sql`select 1 from lethe.customers where id = ${customerId}`;
  return rows.length === 1;
}

/** Whether customer `c` has an account. One that was only offered by a link to set a password does not count. */
export const hasAccount = (
  sql: Sql | TransactionSql,
) => sql`exists (select from lethe.users u where u.id = c.id
  and (u.email_verified or exists (select from lethe.accounts a where a.customer_id = u.id)))`;

/** The customer that a joined one now belongs to; null if they were never joined. */
export async function findKeptCustomer(sql: Sql, customerId: string): Promise<string | null> {
  const [row] = await sql<{ id: string }[]>`
    select customer_id as id from lethe.joined_numbers where joined_id = ${customerId}`;
  return row?.id ?? null;
}

export async function findCustomer(sql: Sql, customerId: string): Promise<CustomerFacts | undefined> {
  const [row] = await sql<CustomerFacts[]>`
    select c.id as "customerId", c.number::int as number, c.state, c.created_at as "createdAt",
      c.closed_at as "closedAt", c.email, c.name as "fullName", c.phone, c.company,
      c.company_number as "companyNumber", c.birth_date as "birthDate", c.language, ${hasAccount(sql)} as "hasAccount",
      coalesce((select two_factor_enabled from lethe.users where id = c.id), false) as "twoFactor"
    from lethe.customers c where c.id = ${customerId}`;
  return row;
}
