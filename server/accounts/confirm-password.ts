import type { Sql } from 'postgres';
import { AppError } from '../errors.ts';
import type { Charge } from '../runtime/rate-limit.ts';
import { SESSION_GUESSES } from './limits.ts';
import type { Passwords } from './passwords.ts';
import { findPasswordHash, recordConfirmation } from './queries.ts';

/**
 * Lets the owner of a session prove again who they are, so that a stranger at an open screen or with a stolen session gets no further.
 * Errors: `wrong_password`, `too_many_requests`, `server_busy`, `sign_in_required` if the session or the password ended meanwhile.
 */
export async function confirmPassword(
  { sql, charge, passwords }: { sql: Sql; charge: Charge; passwords: Passwords },
  { sessionId, userId }: { sessionId: string; userId: string },
  password: string,
): Promise<void> {
  const { allowed, retryAfter } = await charge(`confirm session\0${userId}`, SESSION_GUESSES);
  if (!allowed) throw new AppError('too_many_requests', { retryAfter });
  const hash = await findPasswordHash(sql, userId);
  if (hash === null || !(await passwords.verify({ hash, password })))
    throw new AppError('wrong_password', { field: 'password' });
  if (!(await recordConfirmation(sql, sessionId, hash))) throw new AppError('sign_in_required');
}
