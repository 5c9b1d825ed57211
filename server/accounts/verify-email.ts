import { inTransaction, retryTransaction } from '../../db/transaction.ts';
import { isBlacklisted } from '../blacklist/queries.ts';
import { signUpIdentifiersOf } from '../blacklist/rules.ts';
import { AppError } from '../errors.ts';
import { liftConfirmedAddress } from '../systems/erasures/erased-addresses.ts';
import { hashToken } from '../values/tokens.ts';
import type { LinkDeps } from './auth-deps.ts';
import { joinHandedInCustomer } from './handed-in.ts';
import { LINK_GUESSES } from './limits.ts';
import { consumeEmailToken, findUnconfirmedAccount } from './queries.ts';

/**
 * Confirms an address by its mailed link and the password of the sign-up. With the link alone, a stranger could sign up with somebody's
 * address, and the owner's click on an unexpected link would open the stranger's account. Errors: `token_invalid`, also if the address was blacklisted meanwhile,
 * `wrong_credentials` (the link stays valid), `too_many_requests`.
 */
export async function verifyEmail(
  { sql, charge, blacklistKey, passwords }: LinkDeps,
  { token, password }: { token: string; password: string },
): Promise<void> {
  const tokenHash = await hashToken('verify_email', token);
  const account = await findUnconfirmedAccount(sql, tokenHash);
  if (account === undefined) throw new AppError('token_invalid');
  const { allowed, retryAfter } = await charge(`confirm\0${account.customerId}`, LINK_GUESSES);
  if (!allowed) throw new AppError('too_many_requests', { retryAfter });
  const { passwordHash, email } = account;
  if (passwordHash === null || !(await passwords.verify({ hash: passwordHash, password }))) {
    throw new AppError('wrong_credentials');
  }
  if (email === null || (await isBlacklisted(sql, await signUpIdentifiersOf(email, blacklistKey))))
    throw new AppError('token_invalid');
  await retryTransaction(() =>
    inTransaction(sql, async (tx) => {
      const confirmed = await consumeEmailToken(tx, tokenHash, passwordHash);
      if (confirmed === null) throw new AppError('token_invalid');
      await liftConfirmedAddress(tx, blacklistKey, email);
      await joinHandedInCustomer(tx, { customerId: confirmed, email });
    }),
  );
}
