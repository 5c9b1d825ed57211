import type { Sql, TransactionSql } from 'postgres';
import type { CustomerName } from './schema.ts';

/** The id of the customer a service names, as a part of a statement: one look into one unique index, null for nobody. */
export function customerNamed(sql: Sql | TransactionSql, recipientId: string, name: CustomerName) {
  if ('customerId' in name) return sql`${name.customerId}::uuid`;
  if ('email' in name) return sql`(select id from lethe.users where email = ${name.email})`;
  return sql`(select customer_id from lethe.external_ids
    where recipient_id = ${recipientId} and external_id = ${name.externalId})`;
}
