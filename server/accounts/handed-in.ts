import type { TransactionSql } from 'postgres';
import {
  adoptLanguage,
  findHandedInCustomers,
  findPersonOfAccount,
  type HandedInCustomer,
  joinCustomers,
} from '../customers/joining-queries.ts';
import { lockAddresses, lockOutWriters } from '../customers/lock.ts';
import { AppError } from '../errors.ts';
import { comparePeople } from '../matches/likeness.ts';
import { notePossibleMatches } from '../matches/note-queries.ts';
import { mapHash } from '../personal-data/install.ts';

/**
 * Joins an account, whose address was proved a moment ago, with the one person whom systems handed in with that address. Where there are
 * several, an admin decides, and until then the account sees nothing of them. It joins nobody whom an admin is to judge or keeps apart, and
 * nobody known to be another: a change of address and back is no proof. An account that `moved` here joins nobody of another name or birth
 * date, since a mailbox may be shared. Runs in the transaction that proves the address. Errors: `token_invalid` where somebody blocked has
 * the address, who must not come back by it.
 */
export async function joinHandedInCustomer(
  tx: TransactionSql,
  { customerId, email, moved = false }: { customerId: string; email: string; moved?: boolean },
): Promise<void> {
  await lockAddresses(tx, [email]);
  const found = await findAndLockHandedIn(tx, customerId, email);
  if (found.some(({ state }) => state === 'blocked')) throw new AppError('token_invalid');
  const account = await findPersonOfAccount(tx, customerId);
  const alike = found.filter((one) => account !== undefined && comparePeople(account, one) !== 'another');
  const [only] = alike;
  const isTold =
    only !== undefined && (!moved || (account !== undefined && comparePeople(account, only) === 'same'));
  if (isTold && found.length === 1 && !only.bothHaveRequests && !only.isNoted) {
    await adoptLanguage(tx, customerId, only.customerId);
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
    alike.map((one) => ({ customerId, otherId: one.customerId, reason: 'signed_up' as const })),
  );
}

/** Locks both and looks again, for a system may be correcting the address just now. Only somebody who is locked is ever joined. */
async function findAndLockHandedIn(
  tx: TransactionSql,
  customerId: string,
  email: string,
): Promise<HandedInCustomer[]> {
  const found = await findHandedInCustomers(tx, customerId, email);
  const [only] = found;
  if (only === undefined || found.length > 1) return found;
  await lockOutWriters(tx, [customerId, only.customerId]);
  const now = await findHandedInCustomers(tx, customerId, email);
  return now.filter((one) => one.customerId === only.customerId);
}
