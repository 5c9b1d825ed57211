import type { Sql, TransactionSql } from 'postgres';
import type { RecordKind } from './record-schema.ts';
import type { CustomerState } from './schema.ts';

/* A record that was handed in under the wrong person: a service, or an invoice with its lines. */

export interface CustomerRecord {
  customerId: string;
  kind: RecordKind;
  recordId: string;
}

/** In the order of their ids, so that two moves never wait for each other; a decision waits for both. Who is gone is not in the answer. */
export async function lockCustomersOfRecords(
  tx: TransactionSql,
  ids: readonly string[],
): Promise<Map<string, CustomerState>> {
  const rows = await tx<{ id: string; state: CustomerState }[]>`
    select id, state from lethe.customers where id = any(${[...ids]}::uuid[]) order by id for key share`;
  return new Map(rows.map(({ id, state }) => [id, state]));
}

/** By their number of now, or by one that they had before they were joined. */
export async function findCustomerByNumber(
  sql: Sql | TransactionSql,
  number: number,
): Promise<string | null> {
  const [row] = await sql<{ id: string }[]>`
    select id from lethe.customers where number = ${number}
    union all select customer_id from lethe.joined_numbers where number = ${number} limit 1`;
  return row?.id ?? null;
}

const tableOf = (sql: Sql | TransactionSql, kind: RecordKind) =>
  kind === 'service' ? sql`lethe.services` : sql`lethe.invoices`;

/** Forgets what the system was refused under the record's id: an erasure must not name that as this customer's. */
const deleteRefusedIds = (sql: Sql | TransactionSql, { customerId, kind }: CustomerRecord) => sql`
  delete from lethe.refused_ids r using gone where r.customer_id = ${customerId} and r.system_id = gone.system_id
    and r.kind = ${kind} and r.external_id = gone.external_id`;

/** The system that handed it in; null for a record of the house. Undefined where the customer has no such record. */
export type RecordSource = { systemId: string | null } | undefined;

/** The lines of an invoice follow it. */
export async function moveRecord(
  tx: TransactionSql,
  record: CustomerRecord,
  to: string,
): Promise<RecordSource> {
  const [row] = await tx<{ systemId: string | null }[]>`
    with gone as (
      update ${tableOf(tx, record.kind)} set customer_id = ${to}, updated_at = now()
      where customer_id = ${record.customerId} and id = ${record.recordId} returning system_id, external_id
    ), forgotten as (${deleteRefusedIds(tx, record)})
    select system_id as "systemId" from gone`;
  return row;
}

export async function removeRecord(tx: TransactionSql, record: CustomerRecord): Promise<RecordSource> {
  const [row] = await tx<{ systemId: string | null }[]>`
    with gone as (
      delete from ${tableOf(tx, record.kind)} where customer_id = ${record.customerId} and id = ${record.recordId}
      returning system_id, external_id
    ), forgotten as (${deleteRefusedIds(tx, record)})
    select system_id as "systemId" from gone`;
  return row;
}

/** 0 of a service. */
export async function countLines(tx: TransactionSql, customerId: string, invoiceId: string): Promise<number> {
  const [row] = await tx<[{ lines: number }]>`
    select count(*)::int as lines from lethe.invoice_lines
    where customer_id = ${customerId} and invoice_id = ${invoiceId}`;
  return row.lines;
}
