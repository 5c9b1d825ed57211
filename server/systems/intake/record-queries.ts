import type { TransactionSql } from 'postgres';
import { json } from '../../../db/json.ts';
import type { InvoiceFacts, RecordKey, ServiceFacts } from './record-rules.ts';

/* One statement for each table, whatever the number of rows. */

type Tx = TransactionSql;
export type Recorded<T> = T & { id: string };
const idsOf = (keys: readonly RecordKey[]) => keys.map((key) => key.customerId);
const namesOf = (keys: readonly RecordKey[]) => keys.map((key) => key.externalId);

export async function findServices(
  tx: Tx,
  systemId: string,
  keys: readonly RecordKey[],
): Promise<Recorded<ServiceFacts>[]> {
  if (keys.length === 0) return [];
  return tx<Recorded<ServiceFacts>[]>`
    select s.id, s.customer_id as "customerId", s.external_id as "externalId", s.name, s.domain, s.status,
      s.started_on as "startedOn", s.ended_on as "endedOn",
      s.source_version::float8 as version, s.source_updated_at as "updatedAt"
    from unnest(${idsOf(keys)}::uuid[], ${namesOf(keys)}::text[]) as wanted (customer_id, external_id)
    join lethe.services s on s.customer_id = wanted.customer_id and s.system_id = ${systemId}
      and s.external_id = wanted.external_id`;
}

const serviceColumns = (
  tx: Tx,
) => tx`r (id uuid, "customerId" uuid, "externalId" text, name text, domain text,
  status text, "startedOn" date, "endedOn" date, version bigint, "updatedAt" timestamptz)`;

export async function insertServices(
  tx: Tx,
  systemId: string,
  rows: readonly Recorded<ServiceFacts>[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    insert into lethe.services (id, customer_id, system_id, external_id, name, domain, status, started_on, ended_on,
      source_version, source_updated_at)
    select id, "customerId", ${systemId}::uuid, "externalId", name, domain, status, "startedOn", "endedOn",
      version, "updatedAt"
    from jsonb_to_recordset(${json(tx, rows)}::jsonb) as ${serviceColumns(tx)}`;
}

export async function updateServices(tx: Tx, rows: readonly Recorded<ServiceFacts>[]): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    update lethe.services s set name = r.name, domain = r.domain, status = r.status, started_on = r."startedOn",
      ended_on = r."endedOn", source_version = r.version, source_updated_at = r."updatedAt", updated_at = now()
    from jsonb_to_recordset(${json(tx, rows)}::jsonb) as ${serviceColumns(tx)}
    where s.customer_id = r."customerId" and s.id = r.id`;
}

/** The invoices with their lines. Decimals travel as text: inside JSON they would become floats. */
export async function findInvoices(
  tx: Tx,
  systemId: string,
  keys: readonly RecordKey[],
): Promise<Recorded<InvoiceFacts>[]> {
  if (keys.length === 0) return [];
  return tx<Recorded<InvoiceFacts>[]>`
    select i.id, i.customer_id as "customerId", i.external_id as "externalId", i.number, i.status, i.currency,
      i.total::text as total, i.billed_to as "billedTo", i.issued_on as "issuedOn", i.due_on as "dueOn", i.paid_on as "paidOn",
      i.source_version::float8 as version, i.source_updated_at as "updatedAt",
      coalesce((
        select json_agg(json_build_object('description', l.description, 'quantity', l.quantity::text,
          'unitPrice', l.unit_price::text, 'amount', l.amount::text) order by l.position)
        from lethe.invoice_lines l where l.customer_id = i.customer_id and l.invoice_id = i.id
      ), '[]') as lines
    from unnest(${idsOf(keys)}::uuid[], ${namesOf(keys)}::text[]) as wanted (customer_id, external_id)
    join lethe.invoices i on i.customer_id = wanted.customer_id and i.system_id = ${systemId}
      and i.external_id = wanted.external_id`;
}

const invoiceColumns = (
  tx: Tx,
) => tx`r (id uuid, "customerId" uuid, "externalId" text, number text, status text,
  currency text, total numeric, "billedTo" text, "issuedOn" date, "dueOn" date, "paidOn" date, version bigint, "updatedAt" timestamptz)`;

export async function insertInvoices(
  tx: Tx,
  systemId: string,
  rows: readonly Recorded<InvoiceFacts>[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    insert into lethe.invoices (id, customer_id, system_id, external_id, number, status, currency, total, billed_to,
      issued_on, due_on, paid_on, source_version, source_updated_at)
    select id, "customerId", ${systemId}::uuid, "externalId", number, status, currency, total, "billedTo",
      "issuedOn", "dueOn", "paidOn", version, "updatedAt"
    from jsonb_to_recordset(${json(tx, rows)}::jsonb) as ${invoiceColumns(tx)}`;
}

export async function updateInvoices(tx: Tx, rows: readonly Recorded<InvoiceFacts>[]): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    update lethe.invoices i set number = r.number, status = r.status, currency = r.currency, total = r.total,
      billed_to = r."billedTo", issued_on = r."issuedOn", due_on = r."dueOn", paid_on = r."paidOn",
      source_version = r.version, source_updated_at = r."updatedAt", updated_at = now()
    from jsonb_to_recordset(${json(tx, rows)}::jsonb) as ${invoiceColumns(tx)}
    where i.customer_id = r."customerId" and i.id = r.id`;
}

/** Replaces all lines of these invoices. */
export async function replaceInvoiceLines(tx: Tx, rows: readonly Recorded<InvoiceFacts>[]): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    delete from lethe.invoice_lines l using unnest(${idsOf(rows)}::uuid[], ${rows.map(({ id }) => id)}::uuid[])
      as replaced (customer_id, invoice_id)
    where l.customer_id = replaced.customer_id and l.invoice_id = replaced.invoice_id`;
  await tx`
    insert into lethe.invoice_lines (customer_id, invoice_id, position, description, quantity, unit_price, amount)
    select r."customerId", r.id, line.position, line.value->>'description', (line.value->>'quantity')::numeric,
      (line.value->>'unitPrice')::numeric, (line.value->>'amount')::numeric
    from jsonb_to_recordset(${json(tx, rows)}::jsonb) as r (id uuid, "customerId" uuid, lines jsonb)
    cross join jsonb_array_elements(r.lines) with ordinality as line (value, position)`;
}
