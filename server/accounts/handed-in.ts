import type { TransactionSql } from 'postgres';
import { findHandedIn, joinCustomers } from '../customers/joining-queries.ts';
import { notePossibleMatches } from '../intake/matches-queries.ts';
import { lockAddresses } from '../intake/queries.ts';
import { mapHash } from '../personal-data/install.ts';

/**
 * An account whose address was proved a moment ago meets whom systems handed in with that address: exactly one is the same person, and becomes
 * one with the account. Of several nobody can tell which, so an admin decides, and until then the account sees nothing of them.
 * In the transaction that proves the address.
 */
export async function meetHandedIn(tx: TransactionSql, customerId: string, email: string): Promise<void> {
  await lockAddresses(tx, [email]);
  const found = await findHandedIn(tx, customerId, email);
  const [only] = found;
  if (only !== undefined && found.length === 1 && !only.bothHaveRequests) {
    await joinCustomers(tx, {
      keep: customerId,
      join: only.customerId,
      actor: null,
      mapHash: await mapHash(),
    });
    return;
  }
  await notePossibleMatches(
    tx,
    found.map((one) => ({ customerId, otherId: one.customerId, reason: 'signed_up' as const })),
  );
}
