import type { Sql } from 'postgres';
import type { InferOutput } from 'valibot';
import type {
  CustomerStanding,
  Invoice,
  InvoiceListInput,
  InvoiceWithLines,
  Service,
  ServiceListInput,
} from './contract-schema.ts';

type ListedService = InferOutput<typeof Service>;
type ListedInvoice = InferOutput<typeof Invoice>;
type ListedInvoiceWithLines = InferOutput<typeof InvoiceWithLines>;
type InvoiceListOptions = InferOutput<typeof InvoiceListInput>;

/** One page and one row more: active services first, then newest first. */
export function listServices(
  sql: Sql,
  customerId: string,
  { cursor, limit }: InferOutput<typeof ServiceListInput>,
): Promise<ListedService[]> {
  return sql<ListedService[]>`
    select id as "serviceId", name, domain, status, started_on as "startedOn", ended_on as "endedOn"
    from lethe.services
    where customer_id = ${customerId} and (status = 'active', started_on, id) < (
      coalesce(${cursor?.active ?? null}::boolean, true), coalesce(${cursor?.startedOn ?? null}::date, 'infinity'),
      coalesce(${cursor?.serviceId ?? null}::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    order by status = 'active' desc, started_on desc, id desc
    limit ${limit + 1}`;
}

/** One page and one row more, newest first. Decimals are text, because inside JSON they would become floats. */
export const listInvoices = (
  sql: Sql,
  customerId: string,
  after: InvoiceListOptions,
): Promise<ListedInvoice[]> =>
  sql<ListedInvoice[]>`select ${invoiceColumns(sql)} ${invoicesAfter(sql, customerId, after)}`;

export const listInvoicesWithLines = (
  sql: Sql,
  customerId: string,
  after: InvoiceListOptions,
): Promise<ListedInvoiceWithLines[]> =>
  sql<ListedInvoiceWithLines[]>`
    select ${invoiceColumns(sql)}, coalesce((
        select jsonb_agg(jsonb_build_object('description', l.description, 'quantity', lethe.decimal_text(l.quantity, 3),
          'unitPrice', lethe.decimal_text(l.unit_price, 2), 'amount', lethe.decimal_text(l.amount, 2)) order by l.position)
        from lethe.invoice_lines l where l.customer_id = i.customer_id and l.invoice_id = i.id
      ), '[]') as lines
    ${invoicesAfter(sql, customerId, after)}`;

const invoiceColumns = (sql: Sql) => sql`
  i.id as "invoiceId", i.number, i.status, i.currency, lethe.decimal_text(i.total, 2) as total,
  i.issued_on as "issuedOn", i.due_on as "dueOn", i.paid_on as "paidOn"`;

const invoicesAfter = (sql: Sql, customerId: string, { cursor, limit }: InvoiceListOptions) => sql`
  from lethe.invoices i
  where i.customer_id = ${customerId} and (i.issued_on, i.id) < (
    coalesce(${cursor?.issuedOn ?? null}::date, 'infinity'),
    coalesce(${cursor?.invoiceId ?? null}::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
  order by i.issued_on desc, i.id desc
  limit ${limit + 1}`;

/** Counts services and invoices. A suspended or pending service still runs, so only an ended one counts as passive. */
export async function findStanding(sql: Sql, customerId: string): Promise<CustomerStanding> {
  const [row] = await sql<[CustomerStanding]>`
    select (
      select jsonb_build_object(
        'active', count(*) filter (where status in ('active', 'pending', 'suspended')),
        'passive', count(*) filter (where status in ('cancelled', 'terminated')))
      from lethe.services where customer_id = ${customerId}
    ) as services, (
      select jsonb_build_object('paid', coalesce(sum(paid), 0)::int, 'unpaid', coalesce(sum(unpaid), 0)::int,
        'sums', coalesce(jsonb_agg(jsonb_build_object('currency', currency, 'paid', lethe.decimal_text(paid_sum, 2),
          'unpaid', lethe.decimal_text(unpaid_sum, 2)) order by currency) filter (where paid + unpaid > 0), '[]'))
      from (
        select currency, count(*) filter (where status = 'paid') as paid,
          count(*) filter (where status = 'unpaid') as unpaid,
          coalesce(sum(total) filter (where status = 'paid'), 0.00) as paid_sum,
          coalesce(sum(total) filter (where status = 'unpaid'), 0.00) as unpaid_sum
        from lethe.invoices where customer_id = ${customerId} group by currency
      ) by_currency
    ) as invoices`;
  return row;
}
