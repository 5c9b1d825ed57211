import type { TransactionSql } from 'postgres';
import type { Held } from './customer-rules.ts';
import { findConcerned, findHeld, lockAddresses, lockCustomers } from './queries.ts';
import type { CustomerRow } from './schema.ts';

/** Somebody changed what was found before the lock was taken. Its code makes `asAWhole` try again. */
export class ChangedMeanwhile extends Error {
  readonly code = '40001';
}

/** Everybody whom a batch may mean, locked and as they stand. */
export interface Concerned {
  /** By the external id that they are linked to. */
  linked: Map<string, Held>;
  /** People who have an address that a row names, except sign-ups that nobody confirmed. */
  addressed: Held[];
  /** Ids and addresses of people whom a decision erased while the batch waited for its locks. */
  erased: { externalIds: Set<string>; emails: Set<string> };
}

/**
 * Finds everybody, locks them, and looks again, since a decision may have come first. It locks addresses before people: of two batches that
 * bring in one person, the second then finds what the first wrote.
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
