import type { Sql, TransactionSql } from 'postgres';
import type { InferOutput } from 'valibot';
import { MAX_ADDRESSES } from '../values/limits-and-periods.ts';
import type { AddressParts } from './rules.ts';
import type { Address, Profile, SaveAddress } from './schema.ts';
import type { StatedField } from './statement-schema.ts';

export type AddressRow = InferOutput<typeof Address>;
export type NewAddress = Omit<InferOutput<typeof SaveAddress>, 'addressId' | 'basedOn'>;

/** Writes the whole profile. Lock the customer first, and read the unchanged fields under the same lock. */
export async function updateProfile(tx: TransactionSql, customerId: string, profile: Profile): Promise<void> {
  await tx`
    update lethe.customers set name = ${profile.fullName}, phone = ${profile.phone}, company = ${profile.company},
      company_number = ${profile.companyNumber}, birth_date = ${profile.birthDate},
      language = ${profile.language}, updated_at = now()
    where id = ${customerId}`;
}

/** From now on no system overwrites these fields. */
export async function markSetByHand(
  tx: TransactionSql,
  customerId: string,
  fields: readonly StatedField[],
): Promise<void> {
  await tx`
    update lethe.customers set set_by_hand = array(
      select distinct unnest(set_by_hand || ${[...fields]}::text[]) as field order by field)
    where id = ${customerId} and not set_by_hand @> ${[...fields]}::text[]`;
}

/**
 * Notifies every system that had sent the former value of one of these fields of the new one, until it has taken it over. Call it before
 * statements are deleted: a system with a differing statement never had the customer's own value and must not learn it.
 */
export async function queueCorrections(
  tx: TransactionSql,
  customerId: string,
  fields: readonly StatedField[],
): Promise<void> {
  await tx`
    update lethe.external_ids e set corrected = array(
      select unnest(e.corrected) union (
        select unnest(e.reported_fields) intersect select unnest(${[...fields]}::text[]) except
        select s.field from lethe.statements s where s.customer_id = e.customer_id and s.system_id = e.system_id
      ) order by 1)
    where e.customer_id = ${customerId} and e.reported_fields && ${[...fields]}::text[]`;
}

/** Notifies one system of our value after an admin rejected its own, although it never had ours. */
export async function queueOwnValue(
  tx: TransactionSql,
  customerId: string,
  { systemId, field }: { systemId: string; field: StatedField },
): Promise<void> {
  await tx`
    update lethe.external_ids set corrected = array(select unnest(corrected) union select ${field}::text order by 1)
    where customer_id = ${customerId} and system_id = ${systemId} and ${field} = any(reported_fields)`;
}

const addressColumns = (sql: Sql | TransactionSql) => sql`
  id as "addressId", label, line1, line2, city, region, postal_code as "postalCode", country,
  updated_at as "updatedAt"`;

export function listAddresses(sql: Sql | TransactionSql, customerId: string): Promise<AddressRow[]> {
  return sql<AddressRow[]>`
    select ${addressColumns(sql)} from lethe.addresses where customer_id = ${customerId}
    order by created_at, id`;
}

/** Returns undefined if the customer already has `MAX_ADDRESSES`. Call it with the customer locked. */
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
    returning ${addressColumns(tx)}`;
  return row;
}

/** Returns undefined if the address is gone, or was changed after `basedOn`. */
export async function updateAddress(
  tx: TransactionSql,
  customerId: string,
  { addressId, basedOn }: { addressId: string; basedOn?: string | undefined },
  address: NewAddress,
): Promise<AddressRow | undefined> {
  const [row] = await tx<AddressRow[]>`
    update lethe.addresses set label = ${address.label}, line1 = ${address.line1}, line2 = ${address.line2},
      city = ${address.city}, region = ${address.region}, postal_code = ${address.postalCode},
      country = ${address.country}, updated_at = now()
    where customer_id = ${customerId} and id = ${addressId}
      and (${basedOn ?? null}::timestamptz is null or updated_at = ${basedOn ?? null}::timestamptz)
    returning ${addressColumns(tx)}`;
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

/** Replaces all addresses by a system's list. Call it with the customer locked. */
export async function replaceOwnAddresses(
  tx: TransactionSql,
  customerId: string,
  addresses: readonly AddressParts[],
): Promise<void> {
  await tx`delete from lethe.addresses where customer_id = ${customerId}`;
  await tx`
    insert into lethe.addresses (customer_id, label, line1, line2, city, region, postal_code, country, created_at)
    select ${customerId}, coalesce(a.label, ''), a.line1, a.line2, a.city, a.region, a."postalCode", a.country,
      now() + a.position * interval '1 microsecond'
    from rows from (jsonb_to_recordset(${JSON.stringify(addresses)}::text::jsonb) as (label text, line1 text,
      line2 text, city text, region text, "postalCode" text, country text))
      with ordinality as a (label, line1, line2, city, region, "postalCode", country, position)`;
}
