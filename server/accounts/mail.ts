import type { Sql, TransactionSql } from 'postgres';
import { inTransaction } from '../../db/transaction.ts';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import { isBlacklisted } from '../blacklist/queries.ts';
import { signUpIdentifiersOf } from '../blacklist/rules.ts';
import { writeForCustomer } from '../customers/lock.ts';
import { AppError } from '../errors.ts';
import { enqueue, renderForAccount } from '../notifications/queries.ts';
import type { AccountLetter } from '../notifications/schema.ts';
import { log } from '../runtime/log.ts';
import { causeOf } from '../runtime/schedule.ts';
import { hashToken, newToken } from '../values/tokens.ts';
import {
  deleteUnconfirmedAccount,
  isAdmin,
  isBlockedAddress,
  lockAddress,
  replaceEmailToken,
} from './queries.ts';

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
 * Mails a link to confirm the address. The token stands behind `#`, so that it reaches no server's log. The account is
 * committed by now, so an entry of the blacklist or a block of somebody at the address from before is seen here: the account
 * gets no link, without which it is of no use, and where it is new nothing of it stays.
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
      const message = await renderForAccount(tx, 'verify_email', `${url}/verify-email#${token}`);
      await enqueue(tx, {
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
  customerId: string;
  /** The address of now, which is told that another one was asked for. */
  email: string;
  /** The address that gets the link; null where it gets none. */
  offer: { newEmail: string; token: string } | null;
}

/** Mails a notice to the old address, and the link that changes it to the new one. */
export async function mailEmailChange(
  tx: TransactionSql,
  url: string,
  { customerId, email, offer }: EmailChangeLetters,
): Promise<void> {
  const notice = await renderForAccount(tx, 'email_change_asked', `${url}/forgot-password`);
  const mail = { customerId, requestId: null };
  await enqueue(tx, { ...mail, template: 'email_change_asked', to: email, ...notice });
  if (offer === null) return;
  const message = await renderForAccount(tx, 'change_email', `${url}/change-email#${offer.token}`);
  await enqueue(tx, { ...mail, template: 'change_email', to: offer.newEmail, ...message });
}

/** Mails a link to set a new password. */
export const mailResetLink = (sql: Sql, url: string, user: Recipient, token: string): Promise<void> =>
  mailToAccount(sql, user, 'reset_password', `${url}/reset-password#${token}`);

/** Tells the owner of an account that somebody wanted to open one with its address. */
export const mailAccountExists = (sql: Sql, url: string, user: Recipient): Promise<void> =>
  mailToAccount(sql, user, 'account_exists', `${url}/sign-in`);

/** Tells the owner of an account that its password is another one now. It is, whether or not that can be told. */
export const mailPasswordChanged = (sql: Sql, url: string, user: Recipient): Promise<void> =>
  mailToAccount(sql, user, 'password_changed', `${url}/forgot-password`).catch((error: unknown) =>
    log('password_letter_failed', { cause: causeOf(error) }),
  );

/** To a customer or an admin; not to an address that ceased to be the account's meanwhile. */
async function mailToAccount(
  sql: Sql,
  user: Recipient,
  template: AccountLetter,
  link: string,
): Promise<void> {
  const write = async (tx: TransactionSql, customerId: string | null) => {
    const message = await renderForAccount(tx, template, link);
    await enqueue(tx, { customerId, requestId: null, template, to: user.email, ...message });
  };
  if (await isAdmin(sql, user.id)) return inTransaction(sql, (tx) => write(tx, null));
  return ignoreClosedCustomer(() =>
    writeForCustomer(sql, user.id, async (tx) => {
      if (await lockAddress(tx, user.id, user.email)) await write(tx, user.id);
    }),
  );
}

/** To the public, a closed account and no account are the same: no mail, and no other answer. */
async function ignoreClosedCustomer(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'customer_closed') throw error;
  }
}
