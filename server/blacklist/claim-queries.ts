import type { Sql, TransactionSql } from 'postgres';
import { hex } from '../../db/hex.ts';
import { inTransaction, retryTransaction } from '../../db/transaction.ts';
import { recordAudit } from '../audit/queries.ts';
import { AppError } from '../errors.ts';
import { BLACKLIST_YEARS } from './rules.ts';
import type { BlacklistReason, Identifier, RemoveFromBlacklistInput } from './schema.ts';

/**
 * Adds an admin's claim by hand, beside other claims on the entry. It replaces an expired claim of the same admin. Errors:
 * `already_blacklisted` if this admin already has a valid claim.
 */
export function addClaimByHand(
  sql: Sql,
  adminId: string,
  { kind, hmac }: Identifier,
  reason: BlacklistReason,
): Promise<{ entryId: string }> {
  return retryTransaction(() =>
    inTransaction(sql, async (tx) => {
      const [entry] = await tx<[{ id: string }]>`
      insert into lethe.blacklist as b (kind, hmac, ends_at)
      values (${kind}, decode(${hex(hmac)}, 'hex'), now() + make_interval(years => ${BLACKLIST_YEARS}))
      on conflict (kind, hmac) do update set ends_at = greatest(b.ends_at, excluded.ends_at),
        created_at = case when b.ends_at <= now() then now() else b.created_at end
      returning id`;
      const { count } = await tx`
      insert into lethe.blacklist_claims as c (entry_id, reason, created_by, ends_at)
      values (${entry.id}, ${reason}, ${adminId}, now() + make_interval(years => ${BLACKLIST_YEARS}))
      on conflict (entry_id, created_by) where request_id is null do update
        set reason = excluded.reason, created_at = now(), ends_at = excluded.ends_at where c.ends_at <= now()`;
      if (count === 0) throw new AppError('already_blacklisted');
      await recordAudit(tx, { actor: adminId, action: 'blacklist_added', details: { kind, reason } });
      return { entryId: entry.id };
    }),
  );
}

/**
 * Removes one claim or, if the admin says so, all of them; deletes the entry with its last claim. The entry is locked before its claims are
 * read, so that a claim added meanwhile keeps it. Errors: `blacklist_entry_not_found`, `several_claims`.
 */
export function removeClaims(
  sql: Sql,
  adminId: string,
  { entryId, claimId, allClaims }: RemoveFromBlacklistInput,
): Promise<{ entryId: string; claimsLeft: number }> {
  return retryTransaction(() =>
    inTransaction(sql, async (tx) => {
      const claims = await lockEntryAndListClaims(tx, entryId);
      const removed = claimId === undefined ? claims : claims.filter((id) => id === claimId);
      if (removed.length === 0) throw new AppError('blacklist_entry_not_found');
      if (claimId === undefined && !allClaims && claims.length > 1) throw new AppError('several_claims');
      await deleteClaims(tx, removed);
      await updateEntriesToClaims(tx, [entryId]);
      const details = { entryId, claims: removed.length };
      await recordAudit(tx, { actor: adminId, action: 'blacklist_removed', details });
      return { entryId, claimsLeft: claims.length - removed.length };
    }),
  );
}

/** Locks the entry and returns the ids of its claims that have not expired. */
async function lockEntryAndListClaims(tx: TransactionSql, entryId: string): Promise<string[]> {
  await tx`select 1 from lethe.blacklist where id = ${entryId} for update`;
  const rows = await tx<{ id: string }[]>`
    select id from lethe.blacklist_claims where entry_id = ${entryId} and ends_at > now()`;
  return rows.map(({ id }) => id);
}

async function deleteClaims(tx: TransactionSql, claimIds: readonly string[]): Promise<void> {
  await tx`delete from lethe.blacklist_claims where id = any(${[...claimIds]}::uuid[])`;
}

/** Sets the end of each locked entry to that of its last claim, and deletes entries without a claim. */
async function updateEntriesToClaims(tx: TransactionSql, entryIds: readonly string[]): Promise<void> {
  await tx`
    delete from lethe.blacklist b where b.id = any(${[...entryIds]}::uuid[])
      and not exists (select from lethe.blacklist_claims c where c.entry_id = b.id and c.ends_at > now())`;
  await tx`
    update lethe.blacklist b set ends_at = c.ends_at
    from (select entry_id, max(ends_at) as ends_at from lethe.blacklist_claims
      where entry_id = any(${[...entryIds]}::uuid[]) group by entry_id) c
    where b.id = c.entry_id and b.ends_at is distinct from c.ends_at`;
}

/** Removes the claims of decisions that an admin has reversed. Returns how many there were. */
export async function removeClaimsOfRequests(
  tx: TransactionSql,
  requestIds: readonly string[],
): Promise<number> {
  const entries = await tx<{ id: string }[]>`
    select b.id from lethe.blacklist b
    where b.id in (select entry_id from lethe.blacklist_claims where request_id = any(${[...requestIds]}::uuid[]))
    order by b.id for update`;
  const removed = await tx`
    delete from lethe.blacklist_claims where request_id = any(${[...requestIds]}::uuid[])`;
  await updateEntriesToClaims(
    tx,
    entries.map(({ id }) => id),
  );
  return removed.count;
}
