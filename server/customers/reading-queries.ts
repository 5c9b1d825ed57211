import type { Sql } from 'postgres';
import { hasAccount } from './queries.ts';
import type { ReadCustomer, ReadCustomersInput, ReadPerson } from './reading-schema.ts';

/* Customers as keys with the scope `customers:read` see them. */

const columns = (sql: Sql) => sql`
  c.id as "customerId", c.number::int as number, c.state, c.created_at as "createdAt", c.closed_at as "closedAt",
  ${hasAccount(sql)} as "hasAccount",
  (select r.id from lethe.data_requests r where r.customer_id = c.id and r.status = 'pending') as "pendingRequestId"`;

/** One page and one row more, newest first. */
export function listCustomersForKey(
  sql: Sql,
  { cursor, limit, ...only }: ReadCustomersInput,
): Promise<ReadCustomer[]> {
  return sql<ReadCustomer[]>`
    select ${columns(sql)} from lethe.customers c
    where c.number < coalesce(${cursor ?? null}::bigint, 9223372036854775807)
      ${only.state ? sql`and c.state = ${only.state}` : sql``}
      ${only.email ? sql`and c.email = ${only.email}` : sql``}
      ${only.createdFrom ? sql`and c.created_at >= ${only.createdFrom}::timestamptz` : sql``}
      ${only.createdUntil ? sql`and c.created_at < ${only.createdUntil}::timestamptz` : sql``}
    order by c.number desc limit ${limit + 1}`;
}

export async function findCustomerForKey(sql: Sql, customerId: string): Promise<ReadPerson | undefined> {
  const [row] = await sql<ReadPerson[]>`
    select ${columns(sql)}, c.name as "fullName", c.email, c.company, c.language
    from lethe.customers c where c.id = ${customerId}`;
  return row;
}
