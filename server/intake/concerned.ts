import type { TransactionSql } from 'postgres';
import type { Held } from './customer-rules.ts';
import { findConcerned, findHeld, lockAddresses, lockCustomers } from './queries.ts';
import type { CustomerRow } from './schema.ts';

/** What was found before the lock is no longer so; the transaction is tried again. */
export class ChangedMeanwhile extends Error {
  readonly code = '40001';
}

/** Everybody whom a batch may mean, locked and as they stand. */
export interface Concerned {
  /** By the external id that they are linked to. */
  linked: Map<string, Held>;
  /** Those who have an address that a row names. Nobody whose sign-up is not confirmed. */
  addressed: Held[];
  /** What people were linked to or addressed by whom a decision erased while the batch waited for their lock. */
  erased: { externalIds: Set<string>; emails: Set<string> };
}

/**
 * Looked up, locked, and looked up again: a decision may have been waited for. Addresses are locked first, so that of two batches that bring
 * in one person the second finds what the first has written.
 */
export async function lockConcerned(
  tx: TransactionSql,
  recipientId: string,
  rows: readonly CustomerRow[],
): Promise<Concerned> {
  await lockAddresses(
    tx,
    rows.flatMap(({ email }) => email ?? []),
  );
  const before = await findConcerned(tx, recipientId, rows);
  const locked = await lockCustomers(tx, [...new Set(before.map(({ customerId }) => customerId))]);
  const now = before.length === 0 ? before : await findConcerned(tx, recipientId, rows);
  if (now.some(({ customerId }) => !locked.has(customerId))) throw new ChangedMeanwhile();
  const held = new Map(
    (await findHeld(tx, recipientId, [...locked.keys()])).map((one) => [one.customerId, one]),
  );
  const isErased = (id: string) => (locked.get(id) ?? 'starred') === 'starred';
  const gone = before.filter(({ customerId }) => isErased(customerId));
  return {
    linked: new Map(
      now.flatMap(({ externalId, customerId }) =>
        externalId === null || isErased(customerId) ? [] : [[externalId, held.get(customerId)!] as const],
      ),
    ),
    addressed: now.flatMap(({ email, customerId }) =>
      email === null || isErased(customerId) ? [] : [held.get(customerId)!],
    ),
    erased: {
      externalIds: new Set(gone.flatMap(({ externalId }) => externalId ?? [])),
      emails: new Set(gone.flatMap(({ email }) => email ?? [])),
    },
  };
}
