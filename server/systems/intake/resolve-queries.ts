import type { TransactionSql } from 'postgres';
import { json } from '../../../db/json.ts';
import type { Candidate, LinkedCandidate } from './matching.ts';

/* The customers that a batch may be about: one statement for each question, whatever the number of rows. */

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
      case when e.said_by_id is null or 'fullName' = any(e.said_by_id) or not ${knownToOthers(tx, systemId)} then 'name'
        when e.said_by_id <@ '{email,language}' and not ${hasRecords(tx, systemId)} then 'address' else 'data' end as "linkedBy"
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
