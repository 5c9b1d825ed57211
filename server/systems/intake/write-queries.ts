import type { TransactionSql } from 'postgres';
import { json } from '../../../db/json.ts';
import { MOST_IDS } from './batch-rules.ts';
import type { CustomerField, CustomerFields, IdReport, SentAddress } from './customer-rules.ts';

/* What a batch of customers writes: one statement for each table, whatever the number of rows. */

type Tx = TransactionSql;
type WithCustomer<T> = T & { customerId: string };

const customerColumns = (
  tx: Tx,
) => tx`r ("customerId" uuid, "fullName" text, email text, phone text, company text,
  "companyNumber" text, "birthDate" date, language text)`;

/** Inserts customers that only this system knows. They have no account; the link that "forgot password" mails lets them set a password. */
export async function insertCustomers(
  tx: Tx,
  systemId: string,
  rows: readonly WithCustomer<CustomerFields>[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    insert into lethe.customers (id, name, email, phone, company, company_number, birth_date, language, sole_system_id)
    select "customerId", "fullName", email, phone, company, "companyNumber", "birthDate", language, ${systemId}::uuid
    from jsonb_to_recordset(${json(tx, rows)}::jsonb) as ${customerColumns(tx)}`;
}

export async function updateCustomers(tx: Tx, rows: readonly WithCustomer<CustomerFields>[]): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    update lethe.customers c set name = r."fullName", email = r.email, phone = r.phone, company = r.company,
      company_number = r."companyNumber", birth_date = r."birthDate", language = r.language, updated_at = now()
    from jsonb_to_recordset(${json(tx, rows)}::jsonb) as ${customerColumns(tx)}
    where c.id = r."customerId"`;
}

export async function saveLinks(
  tx: Tx,
  systemId: string,
  rows: readonly WithCustomer<IdReport & { externalId: string; reported: readonly CustomerField[] }>[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    insert into lethe.external_ids (customer_id, system_id, external_id, source_version, source_updated_at, reported_fields, fields_by_id)
    select "customerId", ${systemId}::uuid, "externalId", version, "updatedAt", reported, fields
    from jsonb_to_recordset(${json(tx, rows)}::jsonb) as r ("customerId" uuid, "externalId" text, version bigint,
      "updatedAt" timestamptz, reported text[], fields text[]) order by "externalId"
    on conflict (customer_id, system_id, external_id) do update set fields_by_id = excluded.fields_by_id,
      source_version = coalesce(excluded.source_version, external_ids.source_version),
      source_updated_at = coalesce(excluded.source_updated_at, external_ids.source_updated_at)`;
}

/** Saves for existing customers which fields the system sent, and which corrections it has not taken over. Each of the system's ids has both. */
export async function saveReportedFields(
  tx: Tx,
  systemId: string,
  rows: readonly WithCustomer<{ reported: readonly CustomerField[]; corrected: readonly CustomerField[] }>[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    update lethe.external_ids e set reported_fields = r.reported, corrected = r.corrected
    from jsonb_to_recordset(${json(tx, rows)}::jsonb) as r ("customerId" uuid, reported text[], corrected text[])
    where e.customer_id = r."customerId" and e.system_id = ${systemId}`;
}

/** Removes ids that turned out to be other customers'. If it was the system's last id for the customer, its statements go too. */
export async function deleteLinks(
  tx: Tx,
  systemId: string,
  rows: readonly { customerId: string; externalId: string }[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    with cut as (
      delete from lethe.external_ids e using jsonb_to_recordset(${json(tx, rows)}::jsonb) as r ("customerId" uuid, "externalId" text)
      where e.customer_id = r."customerId" and e.system_id = ${systemId} and e.external_id = r."externalId"
      returning e.customer_id, e.external_id
    )
    delete from lethe.statements s where s.system_id = ${systemId} and s.customer_id in (select customer_id from cut)
      and not exists (select from lethe.external_ids o where o.customer_id = s.customer_id and o.system_id = ${systemId}
        and o.external_id not in (select external_id from cut))`;
}

/** Removes the `unclear` mark of ids under which a matching name has come by now: they are surely the customer's. */
export async function forgetUnclearIds(
  tx: Tx,
  systemId: string,
  rows: readonly { customerId: string; externalId: string }[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    delete from lethe.refused_ids i using jsonb_to_recordset(${json(tx, rows)}::jsonb) as r ("customerId" uuid, "externalId" text)
    where i.customer_id = r."customerId" and i.system_id = ${systemId} and i.kind = 'customer'
      and i.external_id = r."externalId" and i.reason = 'unclear'`;
}

/** Stores each address a microsecond later than the one before, so that lists keep the order in which they were sent. */
export async function replaceAddresses(
  tx: Tx,
  ids: readonly string[],
  rows: readonly WithCustomer<SentAddress & { position: number }>[],
): Promise<void> {
  if (ids.length > 0) await tx`delete from lethe.addresses where customer_id = any(${[...ids]}::uuid[])`;
  if (rows.length === 0) return;
  await tx`
    insert into lethe.addresses (customer_id, label, line1, line2, city, region, postal_code, country, created_at)
    select "customerId", label, line1, line2, city, region, "postalCode", country, now() + position * interval '1 microsecond'
    from jsonb_to_recordset(${json(tx, rows)}::jsonb) as r ("customerId" uuid, label text, line1 text, line2 text, city text,
      region text, "postalCode" text, country text, position integer)`;
}

/** Saves values that differ from ours. `value` null: the system's value no longer differs. */
export async function saveStatements(
  tx: Tx,
  systemId: string,
  rows: readonly WithCustomer<{ field: CustomerField; value: string | null }>[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    with sent as materialized (
      select * from jsonb_to_recordset(${json(tx, rows)}::jsonb) as r ("customerId" uuid, field text, value text)
    ), removed as (
      delete from lethe.statements s using sent r
      where s.customer_id = r."customerId" and s.system_id = ${systemId} and s.field = r.field and r.value is null
    )
    insert into lethe.statements (customer_id, system_id, field, value)
    select "customerId", ${systemId}::uuid, field, value from sent where value is not null
    on conflict (customer_id, system_id, field) do update set value = excluded.value, reported_at = now()`;
}

export interface NewRefusedId {
  customerId: string;
  kind: 'customer' | 'service' | 'invoice';
  externalId: string;
  /** The kind of the refusal. `unclear`: the row may be about somebody else, so an erasure notice names the id as shared. */
  reason: string;
}

/**
 * Keeps the ids of refused rows with their customers, so that an erasure notice names them. A linked id is named anyway; it is kept only where
 * it may be somebody else's. Returns the `index` of each row whose id is not kept, since
 * the customer already has `MOST_IDS` of this system.
 */
export async function rememberRefusedIds(
  tx: Tx,
  systemId: string,
  refused: readonly (NewRefusedId & { index: number })[],
): Promise<Set<number>> {
  if (refused.length === 0) return new Set();
  const placed = refused.map((id, place) => ({ ...id, place }));
  const rows = await tx<{ place: number }[]>`
    with given as materialized (
      select r.*, e.external_id is not null or i.external_id is not null as known
      from jsonb_to_recordset(${json(tx, placed)}::jsonb)
        as r (place integer, "customerId" uuid, kind text, "externalId" text, reason text)
      join lethe.customers c on c.id = r."customerId" and c.state <> 'starred'
      left join lethe.external_ids e on r.kind = 'customer' and e.system_id = ${systemId} and e.external_id = r."externalId"
      left join lethe.refused_ids i on i.customer_id = c.id and i.system_id = ${systemId} and i.kind = r.kind
        and i.external_id = r."externalId"
      where e.external_id is null or r.reason in ('external_id_reused', 'unclear')
    ), kept as materialized (
      select customer_id, count(*) as number from lethe.refused_ids
      where system_id = ${systemId} and customer_id in (select "customerId" from given) group by customer_id
    ), judged as materialized (
      select g.*, known or coalesce(k.number, 0) + row_number() over (partition by "customerId", known order by place) <= ${MOST_IDS} as fits
      from given g left join kept k on k.customer_id = g."customerId"
    ), remembered as (
      insert into lethe.refused_ids (customer_id, system_id, kind, external_id, reason)
      select "customerId", ${systemId}::uuid, kind, "externalId", reason from judged where fits
      on conflict (customer_id, system_id, kind, external_id) do update set reason = excluded.reason, refused_at = now()
    )
    select place from judged where not fits`;
  return new Set(rows.map(({ place }) => refused[place]!.index));
}
