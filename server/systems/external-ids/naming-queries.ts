import type { PendingQuery, Row, Sql, TransactionSql } from 'postgres';
import type { CustomerName } from './schema.ts';

/* Finds the customer that a system names. A system can name only customers that it has linked or sent something about. */

type AnySql = Sql | TransactionSql;
type Fragment = PendingQuery<Row[]>;

const systemKnowsCustomer = (sql: AnySql, systemId: string, customer: Fragment) => sql`(
  exists (select from lethe.external_ids k where k.customer_id = ${customer} and k.system_id = ${systemId})
  or exists (select from lethe.services k where k.customer_id = ${customer} and k.system_id = ${systemId})
  or exists (select from lethe.invoices k where k.customer_id = ${customer} and k.system_id = ${systemId})
  or exists (select from lethe.data_requests k where k.customer_id = ${customer} and k.system_id = ${systemId})
  or exists (select from lethe.customers k where k.id = ${customer} and k.sole_system_id = ${systemId}))`;

/** Several customers may share an address: it names the only one that the system knows, or nobody. */
const onlyCustomerWithEmail = (sql: AnySql, systemId: string, email: Fragment) => sql`
  (select case when count(*) = 1 then (array_agg(c.id))[1] end
   from lethe.customers c where c.email = ${email} and ${systemKnowsCustomer(sql, systemId, sql`c.id`)})`;

/** The id of a customer who was joined with another is now the other's. */
const currentId = (sql: AnySql, id: Fragment) =>
  sql`coalesce((select j.customer_id from lethe.joined_numbers j where j.joined_id = ${id}), ${id})`;

/** Part of a statement: the id of the customer that a system names; null if there is none, or several. */
export function namedCustomerFragment(sql: AnySql, systemId: string, name: CustomerName): Fragment {
  if ('customerId' in name) {
    return sql`(select c.id from lethe.customers c
      where c.id = ${currentId(sql, sql`${name.customerId}::uuid`)} and ${systemKnowsCustomer(sql, systemId, sql`c.id`)})`;
  }
  if ('email' in name) return onlyCustomerWithEmail(sql, systemId, sql`${name.email}`);
  return sql`(select customer_id from lethe.external_ids
    where system_id = ${systemId} and external_id = ${name.externalId})`;
}

/** Whether a name means nobody because the system knows several customers with the address. */
export async function isAmbiguous(sql: AnySql, systemId: string, name: CustomerName): Promise<boolean> {
  if (!('email' in name)) return false;
  const [row] = await sql<[{ several: boolean }]>`
    select count(*) > 1 as several from lethe.customers c
    where c.email = ${name.email} and ${systemKnowsCustomer(sql, systemId, sql`c.id`)}`;
  return row.several;
}

/** `customerId` is null if the name means nobody; `several`, because it means more than one. */
export interface NamedCustomer {
  customerId: string | null;
  several: boolean;
}

/** The customer that this system means by each name, in order. One statement, whatever their number. */
export async function findNamedCustomers(
  sql: AnySql,
  systemId: string,
  names: readonly CustomerName[],
): Promise<NamedCustomer[]> {
  const externalIds = names.map((name) => ('externalId' in name ? name.externalId : null));
  const ids = names.map((name) => ('customerId' in name ? name.customerId : null));
  const emails = names.map((name) => ('email' in name ? name.email : null));
  return sql<NamedCustomer[]>`
    select coalesce(e.customer_id, c.id, m.only) as "customerId", coalesce(m.several, false) as several
    from unnest(${externalIds}::text[], ${ids}::uuid[], ${emails}::text[]) with ordinality
      as named (external_id, customer_id, email, position)
    left join lethe.external_ids e on e.system_id = ${systemId} and e.external_id = named.external_id
    left join lethe.customers c on c.id = ${currentId(sql, sql`named.customer_id`)} and ${systemKnowsCustomer(sql, systemId, sql`c.id`)}
    left join lateral (
      select case when count(*) = 1 then (array_agg(h.id))[1] end as only, count(*) > 1 as several
      from lethe.customers h where h.email = named.email and ${systemKnowsCustomer(sql, systemId, sql`h.id`)}
    ) m on named.email is not null
    order by named.position`;
}

/** Removes the system's id that the name has, otherwise all its ids of the customer. Returns whether there were any. */
export async function deleteLink(sql: Sql, systemId: string, name: CustomerName): Promise<boolean> {
  const { count } = await sql`
    delete from lethe.external_ids
    where system_id = ${systemId} and customer_id = ${namedCustomerFragment(sql, systemId, name)}
      ${'externalId' in name ? sql`and external_id = ${name.externalId}` : sql``}`;
  return count > 0;
}
