import type { TransactionSql } from 'postgres';
import { insertMember, isOpenInvitation } from '../queries.ts';
import type { Role } from '../rules.ts';
import { PROVIDER } from './rules.ts';

/* Admins who sign in at the provider. `subject` is the issuer and its name for the account; `claims.ts` makes it. */

export interface MemberAtProvider {
  adminId: string;
  role: Role;
}

/** The admin of an account at the provider; locked, so that an owner who removes them waits. */
export async function findMemberBySubject(
  tx: TransactionSql,
  subject: string,
): Promise<MemberAtProvider | undefined> {
  const [row] = await tx<MemberAtProvider[]>`
    select a.id as "adminId", a.role from lethe.accounts p join lethe.admins a on a.id = p.customer_id
    where p.provider_id = ${PROVIDER} and p.account_id = ${subject} for update of a`;
  return row;
}

/** Lets somebody whom an owner removed come back, if an owner has invited their address since. False if they stay out. */
export async function consumeBar(tx: TransactionSql, subject: string, email: string): Promise<boolean> {
  const [row] = await tx<[{ barred: boolean; lifted: boolean }]>`
    with barred as (
      select subject_hash, barred_at from lethe.barred_members
      where subject_hash = sha256(convert_to(${subject}, 'UTF8')) for update
    ), invited as (
      delete from lethe.invitations where email = ${email} and ${isOpenInvitation(tx)} returning created_at
    ), lifted as (
      delete from lethe.barred_members b using barred, invited
      where b.subject_hash = barred.subject_hash and invited.created_at > barred.barred_at returning 1
    )
    select exists (select from barred) as barred, exists (select from lifted) as lifted`;
  return !row.barred || row.lifted;
}

/** Returns undefined if anybody has the address: an account is never taken over by one at the provider. */
export async function insertMemberAtProvider(
  tx: TransactionSql,
  { subject, ...member }: { email: string; fullName: string; role: Role; subject: string },
): Promise<string | undefined> {
  return insertMember(tx, { ...member, account: { providerId: PROVIDER, accountId: subject } });
}

/**
 * Takes name and address from the provider. The audit says which of them is new, and neither of the values. False if somebody else has the
 * address.
 */
export async function updateMember(
  tx: TransactionSql,
  adminId: string,
  { email, fullName }: { email: string; fullName: string },
): Promise<boolean> {
  const rows = await tx`
    with before as (select name, email from lethe.users where id = ${adminId}),
    taken as (
      update lethe.users u set email = ${email}, name = ${fullName}, updated_at = now() from before
      where u.id = ${adminId} and not exists (select from lethe.users where email = ${email} and id <> ${adminId})
      returning array_remove(array[case when before.name is distinct from u.name then 'name' end,
        case when before.email is distinct from u.email then 'address' end], null) as changed
    ), audited as (
      insert into lethe.audit (actor, action, details)
      select ${adminId}::uuid, 'own_details_taken', jsonb_build_object('changed', array_to_string(changed, ', ')) from taken
      where changed <> '{}'
    )
    select from taken`;
  return rows.length === 1;
}

export async function deleteSessionsOf(tx: TransactionSql, adminId: string): Promise<void> {
  await tx`delete from lethe.sessions where customer_id = ${adminId}`;
}
