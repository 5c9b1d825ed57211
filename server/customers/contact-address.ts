import type { TransactionSql } from 'postgres';
import { isNewlyBlacklisted } from '../blacklist/check.ts';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import { AppError } from '../errors.ts';
import { deleteLinksAndUnopenedAccounts, findContact, updateContactAddress } from './contact-queries.ts';
import { lockOutWriters } from './lock.ts';
import { deleteAgreeingStatements } from './statement-queries.ts';

/**
 * Changes the contact address for an admin; call it inside `writeForCustomer`. Customers with an account sign in with this address, so only
 * they may change it. Errors: `email_confirmed`, `value_refused`.
 */
export async function adoptContactAddress(
  tx: TransactionSql,
  key: BlacklistKey,
  customerId: string,
  email: string,
): Promise<void> {
  // The lock keeps anybody from making a link to set a password for the old address meanwhile.
  await lockOutWriters(tx, [customerId]);
  const contact = await findContact(tx, customerId);
  if (contact === undefined || contact.hasAccount) throw new AppError('email_confirmed');
  if (await isNewlyBlacklisted(tx, key, { email: contact.email }, { email }))
    throw new AppError('value_refused');
  await deleteLinksAndUnopenedAccounts(tx, [customerId]);
  await updateContactAddress(tx, customerId, email);
  await deleteAgreeingStatements(tx, customerId, { email });
}
