import type { Sql, TransactionSql } from 'postgres';
import type { InferOutput } from 'valibot';
import { containing, MAX_ADDRESSES, SHOWN_TO_ADMINS } from './rules.ts';
import type {
  Address,
  CustomerDetail,
  CustomerListInput,
  CustomerMe,
  CustomerRow,
  Invoice,
  Profile,
  ProfileAsHeld,
  SaveAddress,
  Service,
  Standing,
} from './schema.ts';

type Held = InferOutput<typeof ProfileAsHeld>;
export type AddressRow = InferOutput<typeof Address>;
export type ServiceRow = InferOutput<typeof Service>;
export type InvoiceRow = InferOutput<typeof Invoice>;
type CustomerListRow = InferOutput<typeof CustomerRow>;
type Detail = InferOutput<typeof CustomerDetail>;
type CustomerFacts = Omit<Detail, 'addresses' | 'services' | 'invoices' | 'requests' | 'standing'>;
type NewAddress = Omit<InferOutput<typeof SaveAddress>, 'addressId'>;

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
    select coalesce(u.email, '') as email, coalesce(u.name, '') as "fullName", c.phone, c.company,
      c.company_number as "companyNumber", c.birth_date as "birthDate", c.language
    from lethe.customers c join lethe.users u on u.id = c.id
    where c.id = ${customerId}`;
  return row;
}

/** The name is kept by the account, the rest by the customer: one statement, so that both change or neither. */
export async function updateProfile(tx: TransactionSql, customerId: string, profile: Profile): Promise<void> {
  await tx`
    with renamed as (
      update lethe.users set name = ${profile.fullName}, updated_at = now() where id = ${customerId}
    )
    update lethe.customers set phone = ${profile.phone}, company = ${profile.company},
      company_number = ${profile.companyNumber}, birth_date = ${profile.birthDate},
      language = ${profile.language}, updated_at = now()
    where id = ${customerId}`;
}

export function listAddresses(sql: Sql, customerId: string): Promise<AddressRow[]> {
  return sql<AddressRow[]>`
    select id as "addressId", label, line1, line2, city, region, postal_code as "postalCode", country
    from lethe.addresses where customer_id = ${customerId}
    order by created_at, id`;
}

/** Undefined where the customer has as many as one may have; to be called in turns. */
export async function addAddress(
  tx: TransactionSql,
  customerId: string,
  address: NewAddress,
): Promise<AddressRow | undefined> {
  const [row] = await tx<AddressRow[]>`
    insert into lethe.addresses (customer_id, label, line1, line2, city, region, postal_code, country)
    select ${customerId}, ${address.label}, ${address.line1}, ${address.line2}, ${address.city},
      ${address.region}, ${address.postalCode}, ${address.country}
    where (select count(*) from lethe.addresses where customer_id = ${customerId}) < ${MAX_ADDRESSES}
    returning id as "addressId", label, line1, line2, city, region, postal_code as "postalCode", country`;
  return row;
}

export async function updateAddress(
  tx: TransactionSql,
  customerId: string,
  addressId: string,
  address: NewAddress,
): Promise<AddressRow | undefined> {
  const [row] = await tx<AddressRow[]>`
    update lethe.addresses set label = ${address.label}, line1 = ${address.line1}, line2 = ${address.line2},
      city = ${address.city}, region = ${address.region}, postal_code = ${address.postalCode},
      country = ${address.country}, updated_at = now()
    where customer_id = ${customerId} and id = ${addressId}
    returning id as "addressId", label, line1, line2, city, region, postal_code as "postalCode", country`;
  return row;
}

export async function removeAddress(
  tx: TransactionSql,
  customerId: string,
  addressId: string,
): Promise<boolean> {
  const { count } = await tx`
    delete from lethe.addresses where customer_id = ${customerId} and id = ${addressId}`;
  return count === 1;
}

/** Active ones first, then newest first; all of them unless `limit` says how many. */
export function listServices(
  sql: Sql,
  customerId: string,
  limit: number | null = null,
): Promise<ServiceRow[]> {
  return sql<ServiceRow[]>`
    select id as "serviceId", name, domain, status, started_on as "startedOn", ended_on as "endedOn"
    from lethe.services where customer_id = ${customerId}
    order by status = 'active' desc, started_on desc, id limit ${limit}`;
}

/** Newest first, with their lines, all unless `limit` says how many. Decimals travel as text: inside JSON they would become floats. */
export function listInvoices(
  sql: Sql,
  customerId: string,
  limit: number | null = null,
): Promise<InvoiceRow[]> {
  return sql<InvoiceRow[]>`
    select i.id as "invoiceId", i.number, i.status, i.currency, i.total::text as total,
      i.issued_on as "issuedOn", i.due_on as "dueOn", i.paid_on as "paidOn",
      coalesce((
        select jsonb_agg(jsonb_build_object('description', l.description, 'quantity', l.quantity::text,
          'unitPrice', l.unit_price::text, 'amount', l.amount::text) order by l.position)
        from lethe.invoice_lines l where l.customer_id = i.customer_id and l.invoice_id = i.id
      ), '[]') as lines
    from lethe.invoices i where i.customer_id = ${customerId}
    order by i.issued_on desc, i.id limit ${limit}`;
}

/** What stands open with a customer. A suspended or pending service still runs, so only an ended one is passive. */
export async function findStanding(sql: Sql, customerId: string): Promise<Standing> {
  const [row] = await sql<[Standing]>`
    select (
      select jsonb_build_object(
        'active', count(*) filter (where status in ('active', 'pending', 'suspended')),
        'passive', count(*) filter (where status in ('cancelled', 'terminated')))
      from lethe.services where customer_id = ${customerId}
    ) as services, (
      select jsonb_build_object('paid', coalesce(sum(paid), 0)::int, 'unpaid', coalesce(sum(unpaid), 0)::int,
        'sums', coalesce(jsonb_agg(jsonb_build_object('currency', currency, 'paid', paid_sum::text,
          'unpaid', unpaid_sum::text) order by currency) filter (where paid + unpaid > 0), '[]'))
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

/** One page and one row more, newest first; `search` finds a part of the name, the e-mail or the company, in any case. */
export function listCustomers(
  sql: Sql,
  { cursor, limit, search, state }: InferOutput<typeof CustomerListInput>,
): Promise<CustomerListRow[]> {
  const pattern = search ? containing(search) : null;
  return sql<CustomerListRow[]>`
    select c.id as "customerId", c.number::int as number, u.name as "fullName", u.email, c.company, c.state,
      c.created_at as "createdAt",
      (select count(*)::int from lethe.services s
        where s.customer_id = c.id and s.status in ('active', 'pending', 'suspended')) as "activeServices",
      (select count(*)::int from lethe.invoices i
        where i.customer_id = c.id and i.status = 'unpaid') as "unpaidInvoices"
    from lethe.customers c join lethe.users u on u.id = c.id
    where c.number < coalesce(${cursor ?? null}::bigint, 9223372036854775807)
      ${state ? sql`and c.state = ${state}` : sql``}
      ${pattern ? sql`and (u.name ilike ${pattern} or u.email ilike ${pattern} or c.company ilike ${pattern})` : sql``}
    order by c.number desc
    limit ${limit + 1}`;
}

export async function findCustomer(sql: Sql, customerId: string): Promise<CustomerFacts | undefined> {
  const [row] = await sql<CustomerFacts[]>`
    select c.id as "customerId", c.number::int as number, c.state, c.created_at as "createdAt",
      c.closed_at as "closedAt", u.email, u.name as "fullName", c.phone, c.company,
      c.company_number as "companyNumber", c.birth_date as "birthDate", c.language
    from lethe.customers c join lethe.users u on u.id = c.id
    where c.id = ${customerId}`;
  return row;
}

export function listRequestsOfCustomer(sql: Sql, customerId: string): Promise<Detail['requests']> {
  return sql<Detail['requests']>`
    select id as "requestId", number::int as number, type, status, created_at as "createdAt"
    from lethe.data_requests where customer_id = ${customerId}
    order by number desc limit ${SHOWN_TO_ADMINS}`;
}
