import type { Sql } from 'postgres';
import { inTransaction } from '../../db/transaction.ts';
import { AppError } from '../errors.ts';
import { enqueueLetter, renderAccountNotification } from '../notifications/queries.ts';
import { deleteSecondFactor } from './queries.ts';

/**
 * For a member who lost the authenticator app and the recovery codes: the password alone opens the account again. Ends every session and
 * every sign-in under way, and tells the member by mail. Errors: `own_second_factor`, `member_not_found`, `two_factor_off`.
 */
export async function resetSecondFactor(
  { sql, url, adminId: actor }: { sql: Sql; url: string; adminId: string },
  adminId: string,
): Promise<void> {
  // Else a stolen session and the password would do without the code.
  if (adminId === actor) throw new AppError('own_second_factor');
  await inTransaction(sql, async (tx) => {
    const member = await deleteSecondFactor(tx, actor, adminId);
    if (member === undefined) throw new AppError('member_not_found');
    if (!member.hadOne) throw new AppError('two_factor_off');
    const letter = await renderAccountNotification(tx, 'second_factor_reset', `${url}/sign-in`, {
      reader: 'member',
    });
    await enqueueLetter(tx, {
      customerId: null,
      requestId: null,
      template: 'second_factor_reset',
      to: member.email,
      ...letter,
    });
  });
}
