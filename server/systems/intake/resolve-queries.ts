import type { TransactionSql } from 'postgres';
import { json } from '../../../db/json.ts';
import type { Candidate, LinkedOne } from './matching.ts';

/* Whom a batch may mean: a statement for each question, whatever the number of rows. */

type Tx = TransactionSql;

export interface Linked extends LinkedOne {
  externalId: string;
}

/** Who is linked to one of the ids. Of whom nobody else knows, the system decides who they are. */
export async function findLinked(
  tx: Tx,
  systemId: string,
  externalIds: readonly string[],
): Promise<Linked[]> {
  return tx<Linked[]>`
    select e.external_id as "externalId", c.id as "customerId", c.state, c.email, c.name as "fullName",
      c.birth_date as "birthDate", c.company_number as "companyNumber", e.source_version::float8 as version,
      e.source_updated_at as "updatedAt",
      case when e.said_by_id is null or 'fullName' = any(e.said_by_id) or not ${knownToOthers(tx, systemId)} then 'name'
        when e.said_by_id <@ '{email,language}' and not ${handedIn(tx, systemId)} then 'address' else 'data' end as "linkedBy"
    from unnest(${[...externalIds]}::text[]) as asked (external_id)
    join lethe.external_ids e on e.system_id = ${systemId} and e.external_id = asked.external_id
    join lethe.customers c on c.id = e.customer_id`;
}

/** Whether customer `c` has an account, another id or another system that speaks of them. */
const knownToOthers = (tx: Tx, systemId: string) => tx`(
  c.sole_system_id is distinct from ${systemId}::uuid
  or exists (select from lethe.accounts a where a.customer_id = c.id)
  or exists (select from lethe.external_ids o where o.customer_id = c.id and o.system_id = ${systemId}
    and o.external_id <> e.external_id))`;

const handedIn = (tx: Tx, systemId: string) => tx`(
  exists (select from lethe.services h where h.customer_id = c.id and h.system_id = ${systemId})
  or exists (select from lethe.invoices h where h.customer_id = c.id and h.system_id = ${systemId})
  or exists (select from lethe.data_requests h where h.customer_id = c.id and h.system_id = ${systemId}))`;

/** A row by the address alone. */
export interface ByAddress {
  email: string;
  fullName: string | null;
  birthDate: string | null;
}

/** So many people with one address are looked at. Where there are more, nobody can tell whom a row by the address means. */
const MOST_WITH_ONE_ADDRESS = 100;

export interface Addressed {
  people: Candidate[];
  /** Addresses that more people have than are looked at. */
  crowded: Set<string>;
}

/**
 * Who has one of the addresses: the blocked first, who must not come back, then those with the name or the birth date of a row, whom an admin
 * is to see beside it.
 */
export async function findAddressed(tx: Tx, rows: readonly ByAddress[]): Promise<Addressed> {
  if (rows.length === 0) return { people: [], crowded: new Set() };
  const found = await tx<(Candidate & { email: string; place: number })[]>`
    with asked as materialized (
      select r.email, array_agg(lower(r."fullName")) as names, array_agg(r."birthDate") as births
      from jsonb_to_recordset(${json(tx, rows)}::jsonb) as r (email text, "fullName" text, "birthDate" date) group by r.email
    )
    select found.*, asked.email from asked cross join lateral (
      select c.id as "customerId", c.state, c.name as "fullName", c.birth_date as "birthDate",
        c.company_number as "companyNumber", row_number() over (order by c.state = 'blocked' desc,
          coalesce(lower(c.name) = any(asked.names), false) or coalesce(c.birth_date = any(asked.births), false) desc,
          c.number)::int as place
      from lethe.customers c left join lethe.users u on u.id = c.id
      where c.email = asked.email and c.state <> 'starred' and ${hasProvedAddressOrNoAccount(tx)}
      order by place limit ${MOST_WITH_ONE_ADDRESS + 1}
    ) found`;
  return {
    people: found
      .filter(({ place }) => place <= MOST_WITH_ONE_ADDRESS)
      .map((row) => {
        const { place: _place, ...one } = row;
        return one;
      }),
    crowded: new Set(found.flatMap(({ place, email }) => (place > MOST_WITH_ONE_ADDRESS ? [email] : []))),
  };
}

/** No sign-up that nobody has confirmed: whoever typed a stranger's address there must not get what others hand in about its owner. */
const hasProvedAddressOrNoAccount = (tx: Tx) => tx`
  (u.id is null or u.email_verified or not exists (select from lethe.accounts a where a.customer_id = c.id))`;
