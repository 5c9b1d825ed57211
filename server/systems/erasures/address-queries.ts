import type { PendingQuery, Row, Sql, TransactionSql } from 'postgres';
import { hex } from '../../../db/hex.ts';
import { LATE_DAYS } from '../../values/limits-and-periods.ts';

type Fragment = PendingQuery<Row[]>;

/** Part of a statement: whether a system that Lethe notified of the decision has not answered, and is not too late to. */
export const isAnswerAwaited = (sql: Sql | TransactionSql, requestId: Fragment) => sql`
  exists (select from lethe.erasure_notices n where n.request_id = ${requestId} and n.result is null
    and n.due_at > now() - make_interval(days => ${LATE_DAYS}))`;

/** Which of these hashes, as hex, are of erased people's addresses that are still refused. */
export async function listErasedAddresses(
  sql: Sql | TransactionSql,
  hmacs: readonly Uint8Array[],
): Promise<Set<string>> {
  if (hmacs.length === 0) return new Set();
  const rows = await sql<{ hmac: string }[]>`
    select given.hmac from unnest(${hmacs.map(hex)}::text[]) as given (hmac)
    join lethe.erased_addresses a on a.hmac = decode(given.hmac, 'hex')
    where ${isAnswerAwaited(sql, sql`a.request_id`)}`;
  return new Set(rows.map((row) => row.hmac));
}

/** Deletes all stored hashes of these addresses, which are given by the hash of the address alone. */
export async function liftErasedAddresses(
  sql: Sql | TransactionSql,
  addressHmacs: readonly Uint8Array[],
): Promise<void> {
  await sql`
    delete from lethe.erased_addresses
    where address_hmac in (select decode(given.hmac, 'hex') from unnest(${addressHmacs.map(hex)}::text[]) as given (hmac))`;
}

/**
 * The end of a statement that records an answer: after the last answer, it deletes the hashes of the erased person's addresses. `answered` is
 * a part of the statement with `id` and `request_id`. The caller has locked the request's row, so that the later of two answers sees the other.
 */
export const forgetAddressesAfterLastAnswer = (sql: TransactionSql, answered: Fragment) => sql`
  delete from lethe.erased_addresses a using ${answered} answered
  where a.request_id = answered.request_id and not exists (select from lethe.erasure_notices n
    where n.request_id = answered.request_id and n.id <> answered.id and n.result is null)`;
