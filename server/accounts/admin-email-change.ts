import type { Sql, TransactionSql } from 'postgres';
import { inTransaction, retryTransaction } from '../../db/transaction.ts';
import { recordAudit } from '../audit/queries.ts';
import { isNewlyBlacklisted } from '../blacklist/check.ts';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import { AppError } from '../errors.ts';
import { alertOwners } from '../notifications/alert-owners.ts';
import { ADDRESS_CHANGED } from '../notifications/rules.ts';
import { type AdminAccount, lockAdminAccount } from './admin-queries.ts';
import { askEmailChange, type EmailChangeDeps } from './ask-email-change.ts';
import { changeEmail, consumeEmailChange, deleteSessionsAndLinks } from './email-change-queries.ts';

/** The account's row is locked first: whoever removes the admin meanwhile waits, or was faster. */
const writeForAdmin = (
  sql: Sql,
  adminId: string,
  write: (tx: TransactionSql, account: AdminAccount) => Promise<void>,
): Promise<void> =>
  retryTransaction(() =>
    inTransaction(sql, async (tx) => {
      const account = await lockAdminAccount(tx, adminId);
      if (account === undefined) throw new AppError('sign_in_required');
      await write(tx, account);
    }),
  );

/** As for a customer: see `askEmailChange`. The audit has that somebody asked, and no address. */
export const requestAdminEmailChange = (
  deps: EmailChangeDeps,
  adminId: string,
  newEmail: string,
): Promise<void> =>
  askEmailChange(
    deps,
    {
      userId: adminId,
      customerId: null,
      write: (store) =>
        writeForAdmin(deps.sql, adminId, async (tx, { email }) => {
          await store(tx, email);
          await recordAudit(tx, { actor: adminId, action: 'own_address_asked' });
        }),
    },
    newEmail,
  );

export interface ProvedChange {
  adminId: string;
  tokenHash: Uint8Array;
  /** The hash that the given password matched; null where a session proved the owner. */
  passwordHash: string | null;
}

/**
 * Moves an admin's account to its new address, ends every session and every older link, and tells all owners: whoever moves an admin's
 * address has the account. Errors: `token_invalid`, `sign_in_required` if the admin was removed meanwhile.
 */
export const moveAdmin = (
  { sql, url, blacklistKey }: { sql: Sql; url: string; blacklistKey: BlacklistKey },
  { adminId, tokenHash, passwordHash }: ProvedChange,
): Promise<void> =>
  writeForAdmin(sql, adminId, async (tx, { email, name }) => {
    const newEmail = await consumeEmailChange(tx, tokenHash, passwordHash);
    if (newEmail === null) throw new AppError('token_invalid');
    if (await isNewlyBlacklisted(tx, blacklistKey, { email }, { email: newEmail }))
      throw new AppError('token_invalid');
    // Before the change: an owner whose account a stranger moves still reads it in the old mailbox.
    await alertOwners(tx, url, { adminName: name ?? email, whatHappened: ADDRESS_CHANGED });
    if (!(await changeEmail(tx, adminId, newEmail))) throw new AppError('token_invalid');
    await deleteSessionsAndLinks(tx, adminId);
    await recordAudit(tx, { actor: adminId, action: 'own_address_changed' });
  });
