import type { Sql, TransactionSql } from 'postgres';
import { hex } from '../hex.ts';
import type { CustomerName } from './schema.ts';

/** The id of the customer a service names, as a part of a statement: one look into one unique index, null for nobody. */
export function customerNamed(sql: Sql | TransactionSql, recipientId: string, name: CustomerName) {
  if ('customerId' in name) return sql`${name.customerId}::uuid`;
  if ('email' in name) return sql`(select id from lethe.customers where email = ${name.email})`;
  return sql`(select customer_id from lethe.external_ids
    where recipient_id = ${recipientId} and external_id = ${name.externalId})`;
}

/** For each name, in order, whom this service means by it; null where that is no customer. One statement, whatever their number. */
export async function findNamedCustomers(
  sql: Sql | TransactionSql,
  recipientId: string,
  names: readonly CustomerName[],
): Promise<(string | null)[]> {
  const externalIds = names.map((name) => ('externalId' in name ? name.externalId : null));
  const ids = names.map((name) => ('customerId' in name ? name.customerId : null));
  const emails = names.map((name) => ('email' in name ? name.email : null));
  const rows = await sql<{ customerId: string | null }[]>`
    select coalesce(e.customer_id, c.id, m.id) as "customerId"
    from unnest(${externalIds}::text[], ${ids}::uuid[], ${emails}::text[]) with ordinality
      as named (external_id, customer_id, email, position)
    left join lethe.external_ids e on e.recipient_id = ${recipientId} and e.external_id = named.external_id
    left join lethe.customers c on c.id = named.customer_id
    left join lethe.customers m on m.email = named.email
    order by named.position`;
  return rows.map((row) => row.customerId);
}

/** Which of these hashes of external ids, as hex, are those of people who were erased. */
export async function listErasedExternalIds(
  sql: Sql | TransactionSql,
  recipientId: string,
  hmacs: readonly Uint8Array[],
): Promise<Set<string>> {
  if (hmacs.length === 0) return new Set();
  const rows = await sql<{ hmac: string }[]>`
    select asked.hmac from unnest(${hmacs.map(hex)}::text[]) as asked (hmac)
    join lethe.erased_external_ids e on e.recipient_id = ${recipientId} and e.hmac = decode(asked.hmac, 'hex')
    where e.ends_at > now()`;
  return new Set(rows.map((row) => row.hmac));
}

/** Cuts what this service calls a customer; answers whether there was anything to cut. */
export async function cutLink(sql: Sql, recipientId: string, name: CustomerName): Promise<boolean> {
  const { count } = await sql`
    delete from lethe.external_ids
    where recipient_id = ${recipientId} and customer_id = ${customerNamed(sql, recipientId, name)}`;
  return count > 0;
}

/** How often a service tried to bring somebody back, or a value that is refused. To be written last in a transaction: batches of one service wait for it. */
export async function countRefusals(
  tx: TransactionSql,
  recipientId: string,
  { people, values }: { people: number; values: number },
): Promise<void> {
  if (people + values === 0) return;
  await tx`
    update lethe.recipients set refused_people = refused_people + ${people}, refused_values = refused_values + ${values}
    where id = ${recipientId}`;
}
