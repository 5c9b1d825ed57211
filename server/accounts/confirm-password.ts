import type { Sql } from 'postgres';
import { AppError } from '../errors.ts';
import type { Charge, ChargeResult } from '../runtime/rate-limit.ts';
import { chargeCodeOfSession, SESSION_GUESSES } from './limits.ts';
import type { Passwords } from './passwords.ts';
import { findPasswordHash, recordConfirmation } from './queries.ts';
import type { UseCode } from './used-codes.ts';

interface ConfirmationDeps {
  sql: Sql;
  charge: Charge;
  passwords: Passwords;
  useCode: UseCode;
}

/**
 * Lets the owner of a session prove again who they are, so that a stranger at an open screen or with a stolen session gets no further.
 * With two-factor sign-in, the password alone proves too little. Errors: `code_required`, `wrong_password`, `wrong_code`,
 * `too_many_requests`, `server_busy`, `sign_in_required` if the session or the password ended meanwhile.
 */
export async function confirmPassword(
  deps: ConfirmationDeps,
  { sessionId, userId, twoFactor }: { sessionId: string; userId: string; twoFactor: boolean },
  { password, code }: { password: string; code?: string | undefined },
): Promise<void> {
  const { sql, charge, passwords } = deps;
  if (twoFactor && code === undefined) throw new AppError('code_required', { field: 'code' });
  requireAllowed(await charge(`confirm session\0${userId}`, SESSION_GUESSES));
  const hash = await findPasswordHash(sql, userId);
  if (hash === null || !(await passwords.verify({ hash, password })))
    throw new AppError('wrong_password', { field: 'password' });
  if (twoFactor) await requireCode(deps, userId, code ?? '');
  if (!(await recordConfirmation(sql, { sessionId, passwordHash: hash, twoFactor })))
    throw new AppError('sign_in_required');
}

async function requireCode(
  { charge, useCode }: ConfirmationDeps,
  userId: string,
  code: string,
): Promise<void> {
  requireAllowed(await chargeCodeOfSession(charge, userId));
  if ((await useCode(userId, code)) !== 'right') throw new AppError('wrong_code', { field: 'code' });
}

function requireAllowed({ allowed, retryAfter }: ChargeResult): void {
  if (!allowed) throw new AppError('too_many_requests', { retryAfter });
}
