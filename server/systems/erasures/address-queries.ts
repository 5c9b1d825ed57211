import type { PendingQuery, Row, Sql, TransactionSql } from 'postgres';
import { hex } from '../../../db/hex.ts';
import { LATE_DAYS } from './rules.ts';

type Fragment = PendingQuery<Row[]>;

/** Whether a system that was told of the request's decision is still to answer, and not too late to. */
export const isAnswerAwaited = (sql: Sql | TransactionSql, requestId: Fragment) => sql`
  exists (select from lethe.erasure_notices n where n.request_id = ${requestId} and n.result is null
    and n.due_at > now() - make_interval(days => ${LATE_DAYS}))`;

/** Which of these hashes of erased people's addresses, as hex, are in force. */
export async function listErasedAddresses(
  sql: Sql | TransactionSql,
  hmacs: readonly Uint8Array[],
): Promise<Set<string>> {
  if (hmacs.length === 0) return new Set();
  const rows = await sql<{ hmac: string }[]>`
    select asked.hmac from unnest(${hmacs.map(hex)}::text[]) as asked (hmac)
    join lethe.erased_addresses a on a.hmac = decode(asked.hmac, 'hex')
    where ${isAnswerAwaited(sql, sql`a.request_id`)}`;
  return new Set(rows.map((row) => row.hmac));
}

/** Deletes all that is kept of these addresses, given by their hashes without a name. */
export async function liftErasedAddresses(
  sql: Sql | TransactionSql,
  addressHmacs: readonly Uint8Array[],
): Promise<void> {
  await sql`
    delete from lethe.erased_addresses
    where address_hmac in (select decode(asked.hmac, 'hex') from unnest(${addressHmacs.map(hex)}::text[]) as asked (hmac))`;
}

/**
 * The end of a statement that took an answer: with the last one, what is kept of the person's addresses goes. `answered` is a part of the
 * statement, with `id` and `request_id`; whoever answers holds the request's row, so that the last of two sees the other.
 */
export const forgetAddressesAfterLastAnswer = (sql: TransactionSql, answered: Fragment) => sql`
  delete from lethe.erased_addresses a using ${answered} answered
  where a.request_id = answered.request_id and not exists (select from lethe.erasure_notices n
    where n.request_id = answered.request_id and n.id <> answered.id and n.result is null)`;
