import type { Sql } from 'postgres';
import { writeForCustomer } from '../customers/lock.ts';
import { AppError } from '../errors.ts';
import { enqueueLetter, renderAccountNotification } from '../notifications/queries.ts';
import { deleteSecondFactorOfCustomer } from './two-factor-queries.ts';

/**
 * For a customer who lost the authenticator app and the recovery codes: the password alone opens the account again, and they are told by mail.
 * Errors: `two_factor_off`, `customer_closed`.
 */
export function resetSecondFactorOf(
  { sql, url, adminId }: { sql: Sql; url: string; adminId: string },
  customerId: string,
): Promise<void> {
  return writeForCustomer(sql, customerId, async (tx) => {
    const to = await deleteSecondFactorOfCustomer(tx, adminId, customerId);
    if (to === undefined) throw new AppError('two_factor_off');
    const letter = await renderAccountNotification(tx, 'second_factor_reset', `${url}/sign-in`, {
      reader: 'customer',
    });
    await enqueueLetter(tx, { customerId, requestId: null, template: 'second_factor_reset', to, ...letter });
  });
}
