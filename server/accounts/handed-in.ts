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
 * Joins an account with the one customer whom systems handed in with its newly proved address. Runs in the transaction that proves the
 * address. With several such customers an admin decides, and until then the account sees none of their data. Pairs that an admin must
 * judge or keeps apart, and people known to differ, are not joined: a change of address and back proves nothing. An account that `moved`
 * to this address joins nobody with another name or birth date, because a mailbox may be shared. Errors: `token_invalid` when a blocked
 * customer has the address, because they must not come back by it.
 */
export async function joinHandedInCustomer(
  tx: TransactionSql,
  { customerId, email, moved = false }: { customerId: string; email: string; moved?: boolean },
): Promise<void> {
  await lockAddresses(tx, [email]);
  const found = await findAndLockHandedIn(tx, customerId, email);
  if (found.some(({ state }) => state === 'blocked')) throw new AppError('token_invalid');
  const account = await findPersonOfAccount(tx, customerId);
  const candidates = found.filter(
    (customer) => account !== undefined && comparePeople(account, customer) !== 'another',
  );
  const [only] = candidates;
  const isSamePerson =
    only !== undefined && (!moved || (account !== undefined && comparePeople(account, only) === 'same'));
  if (isSamePerson && found.length === 1 && !only.bothHaveRequests && !only.isNoted) {
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
    candidates.map((candidate) => ({
      customerId,
      otherId: candidate.customerId,
      reason: 'signed_up' as const,
    })),
  );
}

/** Locks both customers and reads again, because a system may be correcting the address right now. Only a locked customer is joined. */
async function findAndLockHandedIn(
  tx: TransactionSql,
  customerId: string,
  email: string,
): Promise<HandedInCustomer[]> {
  const found = await findHandedInCustomers(tx, customerId, email);
  const [only] = found;
  if (only === undefined || found.length > 1) return found;
  await lockOutWriters(tx, [customerId, only.customerId]);
  const foundAgain = await findHandedInCustomers(tx, customerId, email);
  return foundAgain.filter((customer) => customer.customerId === only.customerId);
}
