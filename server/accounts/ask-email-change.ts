import type { Sql, TransactionSql } from 'postgres';
import { isNewlyBlacklisted } from '../blacklist/check.ts';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import { AppError } from '../errors.ts';
import type { Charge } from '../runtime/rate-limit.ts';
import { hashToken, newToken } from '../values/tokens.ts';
import { isBlockedAddress } from './address-queries.ts';
import { answerInConstantTime } from './constant-time-answer.ts';
import { isAddressTaken, replaceEmailChange } from './email-change-queries.ts';
import { mayChangeEmail, mayMail } from './limits.ts';
import { mailEmailChange } from './mail.ts';

export interface EmailChangeDeps {
  sql: Sql;
  url: string;
  blacklistKey: BlacklistKey;
  charge: Charge;
}

/** The account that wants another address. */
export interface Asker {
  userId: string;
  /** Whose letters these are; null for an admin. */
  customerId: string | null;
  /** Locks the account, and calls `store` with its address of now. */
  write: (store: (tx: TransactionSql, email: string) => Promise<void>) => Promise<void>;
}

/**
 * Stores the new address until its link is used, and mails a notice to the old one. A taken or blacklisted address is stored
 * and answered like any other, but no link goes to it. Errors: `email_unchanged`, `too_many_requests`.
 */
export function askEmailChange(deps: EmailChangeDeps, asker: Asker, newEmail: string): Promise<void> {
  const { url, blacklistKey, charge } = deps;
  const { userId, customerId, write } = asker;
  return answerInConstantTime(async () => {
    const { allowed, retryAfter } = await mayChangeEmail(charge, userId);
    if (!allowed) throw new AppError('too_many_requests', { retryAfter });
    const mailAllowed = await mayMail(charge, 'change_email', newEmail);
    const token = newToken();
    const hash = await hashToken('change_email', token);
    await write(async (tx, email) => {
      if (email === newEmail) throw new AppError('email_unchanged', { field: 'newEmail' });
      await replaceEmailChange(tx, userId, newEmail, hash);
      const noLink =
        !mailAllowed ||
        (await isAddressTaken(tx, newEmail)) ||
        (await isBlockedAddress(tx, newEmail)) ||
        (await isNewlyBlacklisted(tx, blacklistKey, { email }, { email: newEmail }));
      await mailEmailChange(tx, url, { customerId, email, offer: noLink ? null : { newEmail, token } });
    });
  });
}
