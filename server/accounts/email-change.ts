import type { TransactionSql } from 'postgres';
import { UNIQUE_VIOLATION } from '../../db/errors.ts';
import { isNewlyBlacklisted } from '../blacklist/check.ts';
import { writeForCustomer } from '../customers/lock.ts';
import { queueCorrections } from '../customers/own-queries.ts';
import { findProfile } from '../customers/queries.ts';
import { deleteAgreeingStatements } from '../customers/statement-queries.ts';
import { AppError } from '../errors.ts';
import { liftConfirmedAddress } from '../systems/erasures/erased-addresses.ts';
import { hashToken } from '../values/tokens.ts';
import { moveAdmin } from './admin-email-change.ts';
import { askEmailChange, type EmailChangeDeps } from './ask-email-change.ts';
import type { LinkDeps } from './auth-deps.ts';
import {
  changeEmail,
  consumeEmailChange,
  deleteSessionsAndLinks,
  findEmailChange,
} from './email-change-queries.ts';
import { joinHandedInCustomer } from './handed-in.ts';
import { LINK_GUESSES } from './limits.ts';

/** Errors: `customer_closed` and those of `askEmailChange`. */
export const requestEmailChange = (
  deps: EmailChangeDeps,
  customerId: string,
  newEmail: string,
): Promise<void> =>
  askEmailChange(
    deps,
    {
      userId: customerId,
      customerId,
      write: (store) =>
        writeForCustomer(deps.sql, customerId, async (tx) => store(tx, await currentEmail(tx, customerId))),
    },
    newEmail,
  );

/**
 * Moves the account to the new address and ends every session and every older link. The link proves only that somebody reads the new
 * mailbox. The account's session or password must prove that this person also owns the account. Otherwise a stranger could enter
 * somebody's address, and that person's press of an unexpected link would put it under the stranger's password.
 * Errors: `password_required`, `wrong_password` (the link stays valid), `too_many_requests`, and `token_invalid`, also when the
 * address was taken or blacklisted, or the account closed, in the meantime.
 */
export async function confirmEmailChange(
  ctx: LinkDeps & { url: string; viewer: Viewer },
  { token, password }: { token: string; password?: string | undefined },
): Promise<void> {
  const tokenHash = await hashToken('change_email', token);
  const change = await findEmailChange(ctx.sql, tokenHash);
  if (change === undefined) throw new AppError('token_invalid');
  const { customerId: userId, isAdmin } = change;
  const passwordHash = isOwn(ctx.viewer, userId) ? null : await checkPassword(ctx, change, password);
  try {
    if (isAdmin) await moveAdmin(ctx, { adminId: userId, tokenHash, passwordHash });
    else await moveCustomer(ctx, { customerId: userId, tokenHash, passwordHash });
  } catch (error) {
    throw isLostRace(error) ? new AppError('token_invalid') : error;
  }
}

/** Who calls; the part of the session that this file needs. */
interface Viewer {
  role: string;
  customerId?: string;
  adminId?: string;
}
const isOwn = ({ role, customerId, adminId }: Viewer, userId: string): boolean =>
  (role === 'customer' && customerId === userId) || (role === 'admin' && adminId === userId);

const moveCustomer = (
  { sql, blacklistKey }: Pick<LinkDeps, 'sql' | 'blacklistKey'>,
  {
    customerId,
    tokenHash,
    passwordHash,
  }: { customerId: string; tokenHash: Uint8Array; passwordHash: string | null },
): Promise<void> =>
  writeForCustomer(sql, customerId, async (tx) => {
    const newEmail = await consumeEmailChange(tx, tokenHash, passwordHash);
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

/** A decision closed the account, an owner removed it, or a sign-up took the address, after this action had checked. */
const isLostRace = (error: unknown): boolean =>
  (error instanceof AppError && (error.kind === 'customer_closed' || error.kind === 'sign_in_required')) ||
  (error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION);
