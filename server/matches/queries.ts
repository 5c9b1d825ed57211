import type { Sql, TransactionSql } from 'postgres';
import type { InferOutput } from 'valibot';
import { auditEntryFragment } from '../audit/queries.ts';
import { hasAccount } from '../customers/queries.ts';
import {
  MAX_COUNTED,
  type Match,
  type MatchListInput,
  type MatchPlace,
  type MatchSide,
  type MayAlsoBe,
} from './schema.ts';

export type OpenPair = MatchPlace & Pick<Match, 'reason'>;

/** Undecided pairs of two open customers: nobody decides about a closed one. The table stores each pair from both sides; lists show it by the lower id. */
const isOpenPair = (sql: Sql) => sql`m.kept_apart_at is null
  and exists (select from lethe.customers c where c.id = m.customer_id and c.state = 'open')
  and exists (select from lethe.customers c where c.id = m.other_id and c.state = 'open')`;

/** One page and one row more, oldest first. */
export function listOpenPairs(
  sql: Sql,
  { cursor, limit }: Pick<InferOutput<typeof MatchListInput>, 'cursor' | 'limit'>,
): Promise<OpenPair[]> {
  const { foundAt = '-infinity', customerId = LOWEST_ID, otherId = LOWEST_ID } = cursor ?? {};
  return sql<OpenPair[]>`
    select m.customer_id as "customerId", m.other_id as "otherId", m.reason, m.found_at as "foundAt"
    from lethe.possible_matches m
    where m.customer_id < m.other_id and (m.found_at, m.customer_id, m.other_id)
      > (${foundAt}::timestamptz, ${customerId}::uuid, ${otherId}::uuid) and ${isOpenPair(sql)}
    order by m.found_at, m.customer_id, m.other_id
    limit ${limit + 1}`;
}
const LOWEST_ID = '00000000-0000-0000-0000-000000000000';

/** The pairs of one customer; one page and one row more, oldest first. */
export function listOpenPairsOf(
  sql: Sql,
  ofCustomerId: string,
  { cursor, limit }: Pick<InferOutput<typeof MatchListInput>, 'cursor' | 'limit'>,
): Promise<OpenPair[]> {
  const { foundAt = '-infinity', customerId = LOWEST_ID, otherId = LOWEST_ID } = cursor ?? {};
  return sql<OpenPair[]>`
    select p."customerId", p."otherId", p.reason, p."foundAt" from (
      select least(m.customer_id, m.other_id) as "customerId", greatest(m.customer_id, m.other_id) as "otherId", m.reason,
        m.found_at as "foundAt"
      from lethe.possible_matches m where m.customer_id = ${ofCustomerId} and ${isOpenPair(sql)}
    ) p
    where (p."foundAt", p."customerId", p."otherId") > (${foundAt}::timestamptz, ${customerId}::uuid, ${otherId}::uuid)
    order by p."foundAt", p."customerId", p."otherId"
    limit ${limit + 1}`;
}

/** Finds the customers of pairs, in no order. */
export async function findSides(sql: Sql, ids: readonly string[]): Promise<MatchSide[]> {
  if (ids.length === 0) return [];
  return sql<MatchSide[]>`
    select c.id as "customerId", c.number::int as number, c.state, c.name as "fullName", c.email, c.phone, c.company,
      c.company_number as "companyNumber", c.birth_date as "birthDate", c.language,
      coalesce((select jsonb_agg(jsonb_build_object('label', a.label, 'line1', a.line1, 'line2', a.line2, 'city', a.city,
          'region', a.region, 'postalCode', a.postal_code, 'country', a.country) order by a.created_at, a.id)
        from lethe.addresses a where a.customer_id = c.id), '[]') as addresses,
      coalesce((select jsonb_agg(jsonb_build_object('name', s.name, 'ids', s.ids) order by s.name)
        from (select r.name, count(*) as ids from lethe.external_ids e join lethe.systems r on r.id = e.system_id
          where e.customer_id = c.id group by r.id, r.name) s), '[]') as systems,
      (select count(*)::int from lethe.services s where s.customer_id = c.id) as services,
      (select count(*)::int from lethe.invoices i where i.customer_id = c.id) as invoices,
      ${hasAccount(sql)} as "hasAccount",
      exists (select from lethe.data_requests q where q.customer_id = c.id and q.status = 'pending') as "hasPendingRequest"
    from lethe.customers c where c.id = any(${[...ids]}::uuid[])`;
}

/** How many pairs wait for an admin, up to `MAX_COUNTED`. */
export async function countOpenMatches(sql: Sql): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*)::int as count from (
      select from lethe.possible_matches m where m.customer_id < m.other_id and ${isOpenPair(sql)} limit ${MAX_COUNTED}
    ) counted`;
  return row.count;
}

/** The first customers who may be the same person, for the page of a request. */
export const listMayAlsoBe = (sql: Sql, customerId: string): Promise<InferOutput<typeof MayAlsoBe>[]> => sql<
  InferOutput<typeof MayAlsoBe>[]
>`
  select c.id as "customerId", c.number::int as number, c.name as "fullName"
  from lethe.possible_matches m join lethe.customers c on c.id = m.other_id and c.state = 'open'
  where m.customer_id = ${customerId} and m.kept_apart_at is null
  order by m.found_at, c.number limit ${MAX_NAMED}`;
const MAX_NAMED = 10;

/** Locks both customers of a noted pair, in the order of their ids. Returns whether there is such a pair. */
export async function lockPair(tx: TransactionSql, customerId: string, otherId: string): Promise<boolean> {
  const { count } = await tx`
    select 1 from lethe.customers c
    where c.id in (${customerId}, ${otherId})
      and exists (select from lethe.possible_matches m where m.customer_id = ${customerId} and m.other_id = ${otherId})
    order by c.id for update of c`;
  return count === 2;
}

export interface MatchCandidate {
  customerId: string;
  number: number;
}

/** Finds both customers, the one to keep first. Call it after `lockPair`: only a later statement sees what others committed meanwhile. */
export const findCandidates = (
  tx: TransactionSql,
  customerId: string,
  otherId: string,
): Promise<MatchCandidate[]> => tx<MatchCandidate[]>`
  select c.id as "customerId", c.number::int as number from lethe.customers c where c.id in (${customerId}, ${otherId})
  order by ${hasAccount(tx)} desc, c.number`;

/** Marks the pair as kept apart, on both sides. Returns whether there is such a pair; one already kept apart stays so. */
export async function keepPairApart(
  tx: TransactionSql,
  { customerId, otherId, adminId }: { customerId: string; otherId: string; adminId: string },
): Promise<boolean> {
  const [row] = await tx<[{ isNoted: boolean }]>`
    with kept as (
      update lethe.possible_matches set kept_apart_at = now(), kept_apart_by = ${adminId}
      where kept_apart_at is null and ((customer_id = ${customerId} and other_id = ${otherId})
        or (customer_id = ${otherId} and other_id = ${customerId}))
      returning customer_id
    ), audited as (
      ${auditEntryFragment(tx, { actor: adminId, action: 'customers_kept_apart' })} from kept limit 1
    )
    select exists (select from lethe.possible_matches where customer_id = ${customerId} and other_id = ${otherId}) as "isNoted"`;
  return row.isNoted;
}
