import type { Sql, TransactionSql } from 'postgres';
import { inTransaction } from '../../db/transaction.ts';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import { isBlacklisted } from '../blacklist/queries.ts';
import { signUpIdentifiersOf } from '../blacklist/rules.ts';
import { writeForCustomer } from '../customers/lock.ts';
import { AppError } from '../errors.ts';
import { enqueueLetter, renderAccountNotification } from '../notifications/queries.ts';
import type { AccountLetter } from '../notifications/schema.ts';
import { log } from '../runtime/log.ts';
import { causeOf } from '../runtime/schedule.ts';
import { hashToken, newToken } from '../values/tokens.ts';
import { isBlockedAddress } from './address-queries.ts';
import { lockAddress } from './email-change-queries.ts';
import { deleteUnconfirmedAccount, isAdmin, replaceEmailToken } from './queries.ts';

export interface Recipient {
  id: string;
  email: string;
}

interface ConfirmationDeps {
  sql: Sql;
  url: string;
  blacklistKey: BlacklistKey;
}

/**
 * Mails a link to confirm the address, with the token behind `#` so that no server logs it. The account is committed by now, so this
 * check also sees a blacklist entry or a block that was being written during the first check. Then the account gets no link, and a new
 * account is deleted.
 */
export async function mailConfirmationLink(
  { sql, url, blacklistKey }: ConfirmationDeps,
  user: Recipient,
  isNew: boolean,
): Promise<void> {
  const identifiers = await signUpIdentifiersOf(user.email, blacklistKey);
  const token = newToken();
  const hash = await hashToken('verify_email', token);
  await ignoreClosedCustomer(() =>
    writeForCustomer(sql, user.id, async (tx) => {
      if (!(await lockAddress(tx, user.id, user.email))) return undefined;
      if ((await isBlacklisted(tx, identifiers)) || (await isBlockedAddress(tx, user.email)))
        return isNew ? deleteUnconfirmedAccount(tx, user.id) : undefined;
      await replaceEmailToken(tx, user.id, hash);
      const message = await renderAccountNotification(tx, 'verify_email', `${url}/verify-email#${token}`);
      await enqueueLetter(tx, {
        customerId: user.id,
        requestId: null,
        template: 'verify_email',
        to: user.email,
        ...message,
      });
      return undefined;
    }),
  );
}

interface EmailChangeLetters {
  /** Null for an admin. */
  customerId: string | null;
  /** The current address, which gets a notice of the change. */
  email: string;
  /** The new address and its link; null where no link may go out. */
  offer: { newEmail: string; token: string } | null;
}

/** Mails a notice to the old address, and the link that changes it to the new one. */
export async function mailEmailChange(
  tx: TransactionSql,
  url: string,
  { customerId, email, offer }: EmailChangeLetters,
): Promise<void> {
  const notice = await renderAccountNotification(tx, 'email_change_asked', `${url}/forgot-password`);
  const mail = { customerId, requestId: null };
  await enqueueLetter(tx, { ...mail, template: 'email_change_asked', to: email, ...notice });
  if (offer === null) return;
  const message = await renderAccountNotification(tx, 'change_email', `${url}/change-email#${offer.token}`);
  await enqueueLetter(tx, { ...mail, template: 'change_email', to: offer.newEmail, ...message });
}

/** Mails a link to set a new password. */
export const mailResetLink = (sql: Sql, url: string, user: Recipient, token: string): Promise<void> =>
  mailToAccount(sql, user, 'reset_password', `${url}/reset-password#${token}`);

/** Mails the owner of an account that somebody tried to sign up with its address. */
export const mailAccountExists = (sql: Sql, url: string, user: Recipient): Promise<void> =>
  mailToAccount(sql, user, 'account_exists', `${url}/sign-in`);

/** Mails the owner of an account that its password was changed. A failure is only logged, because the change itself stands. */
export const mailPasswordChanged = (sql: Sql, url: string, user: Recipient): Promise<void> =>
  mailToAccount(sql, user, 'password_changed', `${url}/forgot-password`).catch((error: unknown) =>
    log('password_letter_failed', { cause: causeOf(error) }),
  );

/** Mails the owner of an account that two-factor sign-in was switched on or off. A failure is only logged: the change stands. */
export const mailTwoFactorChanged = (
  { sql, url }: { sql: Sql; url: string },
  user: Recipient,
  switched: 'on' | 'off',
): Promise<void> =>
  mailToAccount(sql, user, 'second_factor_changed', `${url}/forgot-password`, switched).catch(
    (error: unknown) => log('two_factor_letter_failed', { cause: causeOf(error) }),
  );

/** Mails a customer or an admin, unless the account has another address by now. */
async function mailToAccount(
  sql: Sql,
  user: Recipient,
  template: AccountLetter,
  link: string,
  switched?: 'on' | 'off',
): Promise<void> {
  const write = async (tx: TransactionSql, customerId: string | null) => {
    const reader = customerId === null ? 'member' : 'customer';
    const message = await renderAccountNotification(tx, template, link, { reader, switched });
    await enqueueLetter(tx, { customerId, requestId: null, template, to: user.email, ...message });
  };
  const writeIfSame = async (tx: TransactionSql, customerId: string | null) => {
    if (await lockAddress(tx, user.id, user.email)) await write(tx, customerId);
  };
  if (await isAdmin(sql, user.id)) return inTransaction(sql, (tx) => writeIfSame(tx, null));
  return ignoreClosedCustomer(() => writeForCustomer(sql, user.id, (tx) => writeIfSame(tx, user.id)));
}

/** A closed account must look like no account: no letter, and the same answer. */
async function ignoreClosedCustomer(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'customer_closed') throw error;
  }
}
