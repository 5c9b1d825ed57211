import type { Sql, TransactionSql } from 'postgres';
import type { InferOutput } from 'valibot';
import type { CustomerDetail, CustomerListInput, CustomerMe, CustomerRow, ProfileAsHeld } from './schema.ts';
import { peopleFound } from './search-queries.ts';

type Held = InferOutput<typeof ProfileAsHeld>;
type CustomerListRow = InferOutput<typeof CustomerRow>;
type Detail = InferOutput<typeof CustomerDetail>;
type CustomerFacts = Omit<Detail, 'addresses' | 'services' | 'invoices' | 'standing'>;

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

export async function findProfile(sql: Sql | TransactionSql, customerId: string): Promise<Held | undefined> {
  const [row] = await sql<Held[]>`
    select coalesce(c.email, '') as email, coalesce(c.name, '') as "fullName", c.phone, c.company,
      c.company_number as "companyNumber", c.birth_date as "birthDate", c.language
    from lethe.customers c where c.id = ${customerId}`;
  return row;
}

/** One page and one row more, newest first. What stands open is counted for the page alone. */
export function listCustomers(
  sql: Sql,
  { cursor, limit, search, state }: InferOutput<typeof CustomerListInput>,
): Promise<CustomerListRow[]> {
  return sql<CustomerListRow[]>`
    select c.id as "customerId", c.number::int as number, c.name as "fullName", c.email, c.company, c.state,
      c.created_at as "createdAt",
      (select count(*)::int from lethe.services s
        where s.customer_id = c.id and s.status in ('active', 'pending', 'suspended')) as "activeServices",
      (select count(*)::int from lethe.invoices i
        where i.customer_id = c.id and i.status = 'unpaid') as "unpaidInvoices"
    from (
      select id, number, name, email, company, state, created_at from lethe.customers
      where number < coalesce(${cursor ?? null}::bigint, 9223372036854775807)
        ${state ? sql`and state = ${state}` : sql``}
        ${search ? sql`and id = any(${peopleFound(sql, search)})` : sql``}
      order by number desc
      limit ${limit + 1}
    ) c
    order by c.number desc`;
}

/** Whether there is such a customer, in whatever state. */
export async function isCustomer(sql: Sql, customerId: string): Promise<boolean> {
  const rows = await sql`select 1 from lethe.customers where id = ${customerId}`;
  return rows.length === 1;
}

export async function findCustomer(sql: Sql, customerId: string): Promise<CustomerFacts | undefined> {
  const [row] = await sql<CustomerFacts[]>`
    select c.id as "customerId", c.number::int as number, c.state, c.created_at as "createdAt",
      c.closed_at as "closedAt", c.email, c.name as "fullName", c.phone, c.company,
      c.company_number as "companyNumber", c.birth_date as "birthDate", c.language
    from lethe.customers c where c.id = ${customerId}`;
  return row;
}
