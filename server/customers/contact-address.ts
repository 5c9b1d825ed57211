import type { TransactionSql } from 'postgres';
import { isNewlyBlacklisted } from '../blacklist/check.ts';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import { AppError } from '../errors.ts';
import { deleteUnopenedAccounts, findContact, updateContactAddress } from './contact-queries.ts';
import { lockOutWriters } from './lock.ts';
import { deleteAgreeingStatements } from './statement-queries.ts';

/**
 * Inside `writeForCustomer`, by an admin's hand: another contact address. Of somebody with an account it is the one they sign in with, which
 * only they change. Errors: `email_confirmed`, `value_refused`.
 */
export async function adoptContactAddress(
  tx: TransactionSql,
  key: BlacklistKey,
  customerId: string,
  email: string,
): Promise<void> {
  // No link to set a password is made beside it for the address of before.
  await lockOutWriters(tx, [customerId]);
  const held = await findContact(tx, customerId);
  if (held === undefined || held.hasAccount) throw new AppError('email_confirmed');
  if (await isNewlyBlacklisted(tx, key, { email: held.email }, { email }))
    throw new AppError('value_refused');
  await deleteUnopenedAccounts(tx, [customerId]);
  await updateContactAddress(tx, customerId, email);
  await deleteAgreeingStatements(tx, customerId, { email });
}
