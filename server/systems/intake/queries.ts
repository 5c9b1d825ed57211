import type { TransactionSql } from 'postgres';
import { json } from '../../../db/json.ts';
import type { CustomerState } from '../../customers/schema.ts';
import type { SentAddress, StoredCustomer } from './customer-rules.ts';
import type { Candidate, LinkedCandidate } from './matching.ts';

/* The customers that a batch is or may be about: one statement for each question, whatever the number of rows. */

type Tx = TransactionSql;

export interface LinkedCustomer extends LinkedCandidate {
  externalId: string;
}

/** The customers linked to the ids. If no other source knows the customer, this system alone decides who they are: `linkedBy` is `name`. */
export async function findLinkedCustomers(
  tx: Tx,
  systemId: string,
  externalIds: readonly string[],
): Promise<LinkedCustomer[]> {
  return tx<LinkedCustomer[]>`
    select e.external_id as "externalId", c.id as "customerId", c.state, c.email, c.name as "fullName",
      c.birth_date as "birthDate", c.company_number as "companyNumber", e.source_version::float8 as version,
      e.source_updated_at as "updatedAt",
      case when e.fields_by_id is null or 'fullName' = any(e.fields_by_id) or not ${knownToOthers(tx, systemId)} then 'name'
        when e.fields_by_id <@ '{email,language}' and not ${hasRecords(tx, systemId)} then 'address' else 'data' end as "linkedBy"
    from unnest(${[...externalIds]}::text[]) as wanted (external_id)
    join lethe.external_ids e on e.system_id = ${systemId} and e.external_id = wanted.external_id
    join lethe.customers c on c.id = e.customer_id`;
}

/** Whether customer `c` has an account, another id of this system, or data of another system. */
const knownToOthers = (tx: Tx, systemId: string) => tx`(
  c.sole_system_id is distinct from ${systemId}::uuid
  or exists (select from lethe.accounts a where a.customer_id = c.id)
  or exists (select from lethe.external_ids o where o.customer_id = c.id and o.system_id = ${systemId}
    and o.external_id <> e.external_id))`;

const hasRecords = (tx: Tx, systemId: string) => tx`(
  exists (select from lethe.services h where h.customer_id = c.id and h.system_id = ${systemId})
  or exists (select from lethe.invoices h where h.customer_id = c.id and h.system_id = ${systemId})
  or exists (select from lethe.data_requests h where h.customer_id = c.id and h.system_id = ${systemId}))`;

/** What of a row is needed to find customers by its address. */
export interface AddressQuery {
  email: string;
  fullName: string | null;
  birthDate: string | null;
}

/** At most this many customers with one address are compared. With more, the address cannot tell which of them a row is about. */
const MOST_WITH_ONE_ADDRESS = 100;

export interface CustomersByAddress {
  people: Candidate[];
  /** Addresses that more customers have than are compared. */
  crowded: Set<string>;
}

/**
 * The customers with one of the addresses. Blocked ones come first, since they must not come back under another name. Those with the name or
 * the birth date of a row follow, since an admin is to see them beside it.
 */
export async function findCustomersByAddress(
  tx: Tx,
  rows: readonly AddressQuery[],
): Promise<CustomersByAddress> {
  if (rows.length === 0) return { people: [], crowded: new Set() };
  const found = await tx<(Candidate & { email: string; place: number })[]>`
    with wanted as materialized (
      select r.email, array_agg(lower(r."fullName")) as names, array_agg(r."birthDate") as births
      from jsonb_to_recordset(${json(tx, rows)}::jsonb) as r (email text, "fullName" text, "birthDate" date) group by r.email
    )
    select found.*, wanted.email from wanted cross join lateral (
      select c.id as "customerId", c.state, c.name as "fullName", c.birth_date as "birthDate",
        c.company_number as "companyNumber", row_number() over (order by c.state = 'blocked' desc,
          coalesce(lower(c.name) = any(wanted.names), false) or coalesce(c.birth_date = any(wanted.births), false) desc,
          c.number)::int as place
      from lethe.customers c left join lethe.users u on u.id = c.id
      where c.email = wanted.email and c.state <> 'starred' and ${hasProvedAddressOrNoAccount(tx)}
      order by place limit ${MOST_WITH_ONE_ADDRESS + 1}
    ) found`;
  return {
    people: found
      .filter(({ place }) => place <= MOST_WITH_ONE_ADDRESS)
      .map(({ place: _place, ...candidate }) => candidate),
    crowded: new Set(found.flatMap(({ place, email }) => (place > MOST_WITH_ONE_ADDRESS ? [email] : []))),
  };
}

/** Leaves out unconfirmed sign-ups: somebody who signed up with a stranger's address must not get what systems send about its owner. */
const hasProvedAddressOrNoAccount = (tx: Tx) => tx`
  (u.id is null or u.email_verified or not exists (select from lethe.accounts a where a.customer_id = c.id))`;

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
      array(select distinct unnest(e.reported_fields) from lethe.external_ids e
        where e.customer_id = c.id and e.system_id = ${systemId}) as reported,
      array(select distinct unnest(e.corrected) from lethe.external_ids e
        where e.customer_id = c.id and e.system_id = ${systemId}) as corrected,
      (select coalesce(jsonb_object_agg(s.field, s.value), '{}') from lethe.statements s
        where s.customer_id = c.id and s.system_id = ${systemId}) as statements,
      (select coalesce(jsonb_object_agg(e.external_id,
          jsonb_build_object('version', e.source_version, 'updatedAt', e.source_updated_at, 'fields', e.fields_by_id)), '{}')
        from lethe.external_ids e where e.customer_id = c.id and e.system_id = ${systemId}) as ids
    from unnest(${[...ids]}::uuid[]) as wanted (id)
    join lethe.customers c on c.id = wanted.id and c.state <> 'starred' left join lethe.users u on u.id = c.id`;
}

/** Each customer's addresses, in the order in which they were sent. */
export async function listPostalAddresses(
  tx: Tx,
  ids: readonly string[],
): Promise<{ customerId: string; addresses: SentAddress[] }[]> {
  if (ids.length === 0) return [];
  return tx<{ customerId: string; addresses: SentAddress[] }[]>`
  select customer_id as "customerId", jsonb_agg(jsonb_build_object('label', label, 'line1', line1, 'line2', line2,
    'city', city, 'region', region, 'postalCode', postal_code, 'country', country) order by created_at, id) as addresses
  from lethe.addresses where customer_id = any(${[...ids]}::uuid[]) group by customer_id`;
}
