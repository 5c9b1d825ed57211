import type { Sql, TransactionSql } from 'postgres';
import { inTransaction } from '../../../db/transaction.ts';
import { recordAudit } from '../../audit/queries.ts';
import { AppError, type ErrorKind } from '../../errors.ts';
import { changeRole, lockOwners, removeMember } from '../queries.ts';
import type { Role } from '../rules.ts';
import {
  consumeBar,
  deleteSessionsOf,
  findMemberBySubject,
  insertMemberAtProvider,
  type MemberAtProvider,
  updateMember,
} from './queries.ts';

interface Person {
  subject: string;
  email: string;
  fullName: string;
  role: Role;
}

/**
 * Makes an admin of whoever has a role at the provider, or lets an admin in again with the role of today. User, role, account and audit entry
 * are one transaction. Errors: `sign_on_barred`, `sign_on_address_taken`, `sign_on_last_owner`.
 */
export async function admitMember(sql: Sql, person: Person): Promise<void> {
  const refusal = await inTransaction(sql, async (tx): Promise<ErrorKind | null> => {
    await lockOwners(tx);
    const member = await findMemberBySubject(tx, person.subject);
    if (member) return admitAgain(tx, member, person);
    await join(tx, person);
    return null;
  });
  // After the commit: a new role, and the end of the sessions of a last owner, must stand.
  if (refusal !== null) throw new AppError(refusal);
}

/** A refusal undoes everything: neither the invitation nor the bar of somebody who does not get in is used up. */
async function join(tx: TransactionSql, person: Person): Promise<void> {
  if (!(await consumeBar(tx, person.subject, person.email))) throw new AppError('sign_on_barred');
  const adminId = await insertMemberAtProvider(tx, person);
  if (adminId === undefined) throw new AppError('sign_on_address_taken');
  const details = { role: person.role, singleSignOn: true };
  await recordAudit(tx, { actor: adminId, action: 'member_joined', details });
}

async function admitAgain(
  tx: TransactionSql,
  { adminId, role }: MemberAtProvider,
  person: Person,
): Promise<ErrorKind | null> {
  if (role !== person.role && (await changeRole(tx, null, { adminId, role: person.role })) === 'last_owner') {
    await deleteSessionsOf(tx, adminId);
    return 'sign_on_last_owner';
  }
  return (await updateMember(tx, adminId, person)) ? null : 'sign_on_address_taken';
}

/**
 * The provider gives no role any more: whoever had one is no admin from now on. The last owner stays in the list, without a session, so that
 * there is always one. Errors: always `sign_on_without_role` or `sign_on_last_owner`.
 */
export async function putOut(sql: Sql, subject: string): Promise<never> {
  const refusal = await inTransaction(sql, async (tx): Promise<ErrorKind> => {
    await lockOwners(tx);
    const member = await findMemberBySubject(tx, subject);
    if (member === undefined) return 'sign_on_without_role';
    if ((await removeMember(tx, null, member.adminId)) === 'changed') return 'sign_on_without_role';
    await deleteSessionsOf(tx, member.adminId);
    return 'sign_on_last_owner';
  });
  throw new AppError(refusal);
}
