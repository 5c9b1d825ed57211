import type { Sql, TransactionSql } from 'postgres';
import { UNIQUE_VIOLATION } from '../../db/errors.ts';
import { isNewlyBlacklisted } from '../blacklist/check.ts';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import { writeForCustomer } from '../customers/lock.ts';
import { queueCorrections } from '../customers/own-queries.ts';
import { findProfile } from '../customers/queries.ts';
import { deleteAgreeingStatements } from '../customers/statement-queries.ts';
import { AppError } from '../errors.ts';
import type { Charge } from '../runtime/rate-limit.ts';
import { liftConfirmedAddress } from '../systems/erasures/erased-addresses.ts';
import { hashToken, newToken } from '../values/tokens.ts';
import type { LinkDeps } from './auth-deps.ts';
import { answerInConstantTime } from './constant-time-answer.ts';
import { joinHandedInCustomer } from './handed-in.ts';
import { LINK_GUESSES, mayChangeEmail, mayMail } from './limits.ts';
import { mailEmailChange } from './mail.ts';
import {
  changeEmail,
  consumeEmailChange,
  deleteSessionsAndLinks,
  findEmailChange,
  isAddressTaken,
  isBlockedAddress,
  replaceEmailChange,
} from './queries.ts';

interface EmailChangeDeps {
  sql: Sql;
  url: string;
  blacklistKey: BlacklistKey;
  charge: Charge;
}

/**
 * Stores the new address until its link is used, and mails a notice to the old one. A taken or blacklisted address is stored
 * and answered like any other, but no link goes to it. Errors: `email_unchanged`, `customer_closed`, `too_many_requests`.
 */
export function requestEmailChange(
  deps: EmailChangeDeps,
  customerId: string,
  newEmail: string,
): Promise<void> {
  const { sql, url, blacklistKey, charge } = deps;
  return answerInConstantTime(async () => {
    const { allowed, retryAfter } = await mayChangeEmail(charge, customerId);
    if (!allowed) throw new AppError('too_many_requests', { retryAfter });
    const mailAllowed = await mayMail(charge, 'change_email', newEmail);
    const token = newToken();
    const hash = await hashToken('change_email', token);
    await writeForCustomer(sql, customerId, async (tx) => {
      const email = await currentEmail(tx, customerId);
      if (email === newEmail) throw new AppError('email_unchanged', { field: 'newEmail' });
      await replaceEmailChange(tx, customerId, newEmail, hash);
      const noLink =
        !mailAllowed ||
        (await isAddressTaken(tx, newEmail)) ||
        (await isBlockedAddress(tx, newEmail)) ||
        (await isNewlyBlacklisted(tx, blacklistKey, { email }, { email: newEmail }));
      await mailEmailChange(tx, url, { customerId, email, offer: noLink ? null : { newEmail, token } });
    });
  });
}

/**
 * Moves the account to the new address and ends every session and every older link. The link proves only that somebody reads the new
 * mailbox. The account's session or password must prove that this person also owns the account. Otherwise a stranger could enter
 * somebody's address, and that person's press of an unexpected link would put it under the stranger's password.
 * Errors: `password_required`, `wrong_password` (the link stays valid), `too_many_requests`, and `token_invalid`, also when the
 * address was taken or blacklisted, or the account closed, in the meantime.
 */
export async function confirmEmailChange(
  ctx: LinkDeps & { viewer: { role: string; customerId?: string } },
  { token, password }: { token: string; password?: string | undefined },
): Promise<void> {
  const { sql, blacklistKey, viewer } = ctx;
  const hash = await hashToken('change_email', token);
  const change = await findEmailChange(sql, hash);
  if (change === undefined) throw new AppError('token_invalid');
  const { customerId } = change;
  const signedIn = viewer.role === 'customer' && viewer.customerId === customerId;
  const checkedHash = signedIn ? null : await checkPassword(ctx, change, password);
  try {
    await writeForCustomer(sql, customerId, async (tx) => {
      const newEmail = await consumeEmailChange(tx, hash, checkedHash);
      if (newEmail === null) throw new AppError('token_invalid');
      const email = await currentEmail(tx, customerId);
      if (await isNewlyBlacklisted(tx, blacklistKey, { email }, { email: newEmail })) {
        throw new AppError('token_invalid');
      }
      if (!(await changeEmail(tx, customerId, newEmail))) throw new AppError('token_invalid');
      await queueCorrections(tx, customerId, ['email']);
      await deleteAgreeingStatements(tx, customerId, { email: newEmail });
      await liftConfirmedAddress(tx, blacklistKey, newEmail);
      await deleteSessionsAndLinks(tx, customerId);
      await joinHandedInCustomer(tx, { customerId, email: newEmail, moved: true });
    });
  } catch (error) {
    throw isLostRace(error) ? new AppError('token_invalid') : error;
  }
}

/** Returns the hash that the given password matches. */
async function checkPassword(
  { charge, passwords }: Pick<LinkDeps, 'charge' | 'passwords'>,
  { customerId, passwordHash }: { customerId: string; passwordHash: string | null },
  password: string | undefined,
): Promise<string> {
  if (password === undefined) throw new AppError('password_required');
  const { allowed, retryAfter } = await charge(`confirm change\0${customerId}`, LINK_GUESSES);
  if (!allowed) throw new AppError('too_many_requests', { retryAfter });
  if (passwordHash === null || !(await passwords.verify({ hash: passwordHash, password })))
    throw new AppError('wrong_password', { field: 'password' });
  return passwordHash;
}

async function currentEmail(tx: TransactionSql, customerId: string): Promise<string> {
  const profile = await findProfile(tx, customerId);
  if (profile === undefined) throw new AppError('customer_closed');
  return profile.email;
}

/** A decision closed the account, or a sign-up took the address, after this action had checked. */
const isLostRace = (error: unknown): boolean =>
  (error instanceof AppError && error.kind === 'customer_closed') ||
  (error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION);
