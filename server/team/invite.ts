import type { Sql } from 'postgres';
import { inTransaction } from '../../db/transaction.ts';
import { AppError } from '../errors.ts';
import { enqueueLetter, renderAccountNotification } from '../notifications/queries.ts';
import { hashToken, newToken } from '../values/tokens.ts';
import { insertInvitation } from './queries.ts';
import type { Role } from './rules.ts';

const AS: Record<Role, string> = {
  owner: 'an owner',
  officer: 'an officer',
  support: 'support',
  auditor: 'an auditor',
};

/** Mails a link to join the team, with the token behind `#` so that no server logs it. Errors: `account_exists`. */
export async function invite(
  { sql, url, adminId }: { sql: Sql; url: string; adminId: string },
  { email, role }: { email: string; role: Role },
): Promise<{ invitationId: string }> {
  const token = newToken();
  const tokenHash = await hashToken('join_team', token);
  return inTransaction(sql, async (tx) => {
    const invitation = await insertInvitation(tx, adminId, { email, role, tokenHash });
    if (invitation === undefined) throw new AppError('account_exists', { field: 'email' });
    const letter = await renderAccountNotification(tx, 'team_invitation', `${url}/join-team#${token}`, {
      invited: { inviterName: invitation.inviterName ?? 'An owner', role: AS[role], address: email },
    });
    await enqueueLetter(tx, {
      customerId: null,
      requestId: null,
      template: 'team_invitation',
      to: email,
      ...letter,
    });
    return { invitationId: invitation.invitationId };
  });
}
