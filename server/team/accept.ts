import type { Sql } from 'postgres';
import { inTransaction } from '../../db/transaction.ts';
import { isEasyToGuess } from '../accounts/password-strength.ts';
import type { Passwords } from '../accounts/passwords.ts';
import { recordAudit } from '../audit/queries.ts';
import { AppError } from '../errors.ts';
import { hashToken } from '../values/tokens.ts';
import { consumeInvitation, findInvited, insertMember } from './queries.ts';
import type { Invited } from './schema.ts';

/** What the link of an invitation offers, for whoever holds it and for nobody else. Uses nothing up. Errors: `token_invalid`. */
export async function readInvitation(sql: Sql, token: string): Promise<Invited> {
  const invited = await findInvited(sql, await hashToken('join_team', token));
  if (invited === undefined) throw new AppError('token_invalid');
  return invited;
}

/**
 * Makes an admin of whoever reads the invited mailbox. A stranger without a valid link makes the server hash nothing.
 * Errors: `token_invalid`, also if somebody signed up with the address meanwhile, `password_too_easy`, `server_busy`.
 */
export async function acceptInvitation(
  { sql, passwords }: { sql: Sql; passwords: Passwords },
  { token, fullName, password }: { token: string; fullName: string; password: string },
): Promise<void> {
  const { email } = await readInvitation(sql, token);
  const tokenHash = await hashToken('join_team', token);
  if (isEasyToGuess(password, email)) throw new AppError('password_too_easy', { field: 'password' });
  const passwordHash = await passwords.hash(password);
  await inTransaction(sql, async (tx) => {
    const invited = await consumeInvitation(tx, tokenHash);
    const adminId = invited && (await insertMember(tx, { ...invited, fullName, account: { passwordHash } }));
    if (adminId === undefined) throw new AppError('token_invalid');
    await recordAudit(tx, { actor: adminId, action: 'member_joined', details: { role: invited!.role } });
  });
}
