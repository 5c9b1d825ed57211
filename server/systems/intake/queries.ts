import type { TransactionSql } from 'postgres';
import { json } from '../../../db/json.ts';
import type { CustomerState } from '../../customers/schema.ts';
import { MOST_IDS } from './batch-rules.ts';
import type { StoredCustomer } from './customer-rules.ts';

/* The customers that a batch is about: one statement for each question, whatever the number of rows. */

type Tx = TransactionSql;

/** Which of these addresses a customer has now. */
export async function listTakenAddresses(tx: Tx, emails: readonly string[]): Promise<Set<string>> {
  const rows = await tx<{ email: string }[]>`
    select wanted.email from unnest(${[...emails]}::text[]) as wanted (email)
    where exists (select from lethe.customers c where c.email = wanted.email and c.state <> 'starred')`;
  return new Set(rows.map(({ email }) => email));
}

export type LockedStates = Map<string, CustomerState>;

/**
 * Locks many customers, as `customers/lock.ts` locks one. It locks in the order of ids, so that batches never deadlock. Batches about one
 * customer run one after the other, since what they write depends on what is stored. A customer missing from the result no longer exists.
 */
export async function lockCustomers(tx: Tx, ids: readonly string[]): Promise<LockedStates> {
  if (ids.length === 0) return new Map();
  const rows = await tx<{ id: string; state: CustomerState }[]>`
    select id, state from lethe.customers where id = any(${[...ids]}::uuid[]) order by id for no key update`;
  return new Map(rows.map(({ id, state }) => [id, state]));
}

/** The locked customers as stored, with this system's ids and statements. Starred customers are left out. */
export async function findStoredCustomers(
  tx: Tx,
  systemId: string,
  ids: readonly string[],
): Promise<StoredCustomer[]> {
  if (ids.length === 0) return [];
  return tx<StoredCustomer[]>`
    select c.id as "customerId", c.state, c.email, c.name as "fullName", c.phone, c.company,
      c.company_number as "companyNumber", c.birth_date as "birthDate", c.language,
      case when u.email_verified then 'confirmed'
        when exists (select from lethe.accounts a where a.customer_id = c.id) then 'unconfirmed' else 'none' end as account,
      c.sole_system_id is not distinct from ${systemId}::uuid as sole, c.set_by_hand as "setByHand",
      array(select distinct unnest(e.said) from lethe.external_ids e
        where e.customer_id = c.id and e.system_id = ${systemId}) as reported,
      array(select distinct unnest(e.corrected) from lethe.external_ids e
        where e.customer_id = c.id and e.system_id = ${systemId}) as corrected,
      (select coalesce(jsonb_object_agg(s.field, s.value), '{}') from lethe.statements s
        where s.customer_id = c.id and s.system_id = ${systemId}) as statements,
      (select coalesce(jsonb_object_agg(e.external_id,
          jsonb_build_object('version', e.source_version, 'updatedAt', e.source_updated_at, 'fields', e.said_by_id)), '{}')
        from lethe.external_ids e where e.customer_id = c.id and e.system_id = ${systemId}) as ids
    from unnest(${[...ids]}::uuid[]) as wanted (id)
    join lethe.customers c on c.id = wanted.id and c.state <> 'starred' left join lethe.users u on u.id = c.id`;
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
 * it may be somebody else's. Returns the positions of ids that are not kept, since the customer already has `MOST_IDS` of this system.
 */
export async function rememberRefusedIds(
  tx: Tx,
  systemId: string,
  refused: readonly NewRefusedId[],
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
  return new Set(rows.map(({ place }) => place));
}
