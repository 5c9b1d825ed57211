import type { Sql, TransactionSql } from 'postgres';
import type { RecordKind } from './record-schema.ts';
import type { CustomerState } from './schema.ts';

/* Moves and removes records that systems handed in under the wrong customer: a service, or an invoice with its lines. */

export interface CustomerRecord {
  customerId: string;
  kind: RecordKind;
  recordId: string;
}

/** Locks in the order of ids, so that two moves never deadlock; a decision waits for both. A deleted customer is missing from the result. */
export async function lockCustomersOfRecords(
  tx: TransactionSql,
  ids: readonly string[],
): Promise<Map<string, CustomerState>> {
  const rows = await tx<{ id: string; state: CustomerState }[]>`
    select id, state from lethe.customers where id = any(${[...ids]}::uuid[]) order by id for key share`;
  return new Map(rows.map(({ id, state }) => [id, state]));
}

/** Finds a customer by the current number, or by one from before a join. */
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

/** Deletes what the system was refused under the record's id: an erasure must no longer name that id for this customer. */
const deleteRefusedIds = (sql: Sql | TransactionSql, { customerId, kind }: CustomerRecord) => sql`
  delete from lethe.refused_ids r using affected where r.customer_id = ${customerId} and r.system_id = affected.system_id
    and r.kind = ${kind} and r.external_id = affected.external_id`;

/** The system that handed the record in; null if no system did. Undefined if the customer has no such record. */
export type RecordSource = { systemId: string | null } | undefined;

/** Moves a record; the lines of an invoice follow it by the foreign key. */
export async function moveRecord(
  tx: TransactionSql,
  record: CustomerRecord,
  to: string,
): Promise<RecordSource> {
  const [row] = await tx<{ systemId: string | null }[]>`
    with affected as (
      update ${tableOf(tx, record.kind)} set customer_id = ${to}, updated_at = now()
      where customer_id = ${record.customerId} and id = ${record.recordId} returning system_id, external_id
    ), cleared as (${deleteRefusedIds(tx, record)})
    select system_id as "systemId" from affected`;
  return row;
}

export async function removeRecord(tx: TransactionSql, record: CustomerRecord): Promise<RecordSource> {
  const [row] = await tx<{ systemId: string | null }[]>`
    with affected as (
      delete from ${tableOf(tx, record.kind)} where customer_id = ${record.customerId} and id = ${record.recordId}
      returning system_id, external_id
    ), cleared as (${deleteRefusedIds(tx, record)})
    select system_id as "systemId" from affected`;
  return row;
}

/** Counts the lines of an invoice; 0 for a service. */
export async function countLines(tx: TransactionSql, customerId: string, invoiceId: string): Promise<number> {
  const [row] = await tx<[{ lines: number }]>`
    select count(*)::int as lines from lethe.invoice_lines
    where customer_id = ${customerId} and invoice_id = ${invoiceId}`;
  return row.lines;
}
