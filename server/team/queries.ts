import type { PendingQuery, Row, Sql, TransactionSql } from 'postgres';
import { inTransaction } from '../../db/transaction.ts';
import { adminNameFragment, auditEntryFragment } from '../audit/queries.ts';
import { INVITATION_DAYS } from '../values/limits-and-periods.ts';
import { type Role, rolesWith } from './rules.ts';
import type { Invitation, Invited, Member } from './schema.ts';
import { PROVIDER } from './single-sign-on/rules.ts';

/* The team, and who was invited to it. Every change is audited in the statement that makes it. */

/** A part of statements: whether somebody signs in at the provider of single sign-on, and nowhere else. */
const atProviderFragment = (sql: Sql | TransactionSql, id: PendingQuery<Row[]>) => sql`
  exists (select from lethe.accounts where customer_id = ${id} and provider_id = ${PROVIDER})`;

/** Whether the provider of single sign-on says which role this admin has. */
export async function isAtProvider(sql: Sql, adminId: string): Promise<boolean> {
  const [row] = await sql<[{ found: boolean }]>`select ${atProviderFragment(sql, sql`${adminId}`)} as found`;
  return row.found;
}

export function listMembers(sql: Sql): Promise<Member[]> {
  return sql<Member[]>`
    select a.id as "adminId", coalesce(u.name, '') as "fullName", coalesce(u.email, '') as email, a.role,
      u.two_factor_enabled as "twoFactor", ${atProviderFragment(sql, sql`a.id`)} as "singleSignOn", a.created_at as "joinedAt", a.last_seen_at as "lastSeenAt"
    from lethe.admins a join lethe.users u on u.id = a.id order by a.created_at, a.id`;
}

/** How many members may decide: a second approval takes two. */
export async function countDeciders(sql: Sql): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*)::int as count from lethe.admins where role = any(${rolesWith('decide')}::text[])`;
  return row.count;
}

/** Condition: the invitation is open, and its sender may still invite. So nobody who was removed comes back by a link of their own. */
export const isOpenInvitation = (sql: Sql | TransactionSql) => sql`
  (expires_at > now() and exists (
    select from lethe.admins where id = invited_by and role = any(${rolesWith('team')}::text[])))`;

export function listInvitations(sql: Sql): Promise<Invitation[]> {
  return sql<Invitation[]>`
    select id as "invitationId", email, role, created_at as "createdAt", expires_at as "expiresAt"
    from lethe.invitations where ${isOpenInvitation(sql)} order by created_at, id`;
}

/** Owners are locked in the order of their ids, so that two of them who change each other leave one of them an owner. */
const ownersFragment = (sql: Sql | TransactionSql) => sql`
  select id from lethe.admins where role = 'owner' order by id for update`;

/** Call this before a transaction locks one member. Otherwise two transactions that each change an owner could wait for each other. */
export async function lockOwners(tx: TransactionSql): Promise<void> {
  await ownersFragment(tx);
}

export type RoleChange = 'changed' | 'last_owner' | 'not_found';

/**
 * Changes a role and ends the member's sessions: a session never outlives the rights that it was opened with. `actor` is null where the
 * provider of single sign-on gives the role.
 */
export async function changeRole(
  sql: Sql | TransactionSql,
  actor: string | null,
  { adminId, role }: { adminId: string; role: Role },
): Promise<RoleChange> {
  const audited = auditEntryFragment(sql, {
    actor,
    action: 'member_role_changed',
    details: { adminId, role },
  });
  const [row] = await sql<[{ result: RoleChange }]>`
    with owners as materialized (${ownersFragment(sql)}),
    last as (select ${role} <> 'owner' and array_agg(id) = array[${adminId}::uuid] as held from owners),
    known as (select id, role from lethe.admins where id = ${adminId}),
    changed as (
      update lethe.admins a set role = ${role} from last, known
      where a.id = known.id and not coalesce(last.held, false) and a.role <> ${role} returning a.id
    ),
    ended as (delete from lethe.sessions where customer_id in (select id from changed)),
    audited as (${audited} from changed)
    select case when not exists (select from known) then 'not_found'
      when (select held from last) then 'last_owner' else 'changed' end as result`;
  return row.result;
}

/**
 * Removes a member with every session, password and link of theirs. Their opaque id stays in the audit and with their decisions. Once an
 * owner has removed them, the provider of single sign-on cannot bring them back. `actor` is null where the provider itself removes them.
 */
export async function removeMember(
  sql: Sql | TransactionSql,
  actor: string | null,
  adminId: string,
): Promise<RoleChange> {
  const audited = auditEntryFragment(sql, { actor, action: 'member_removed', details: { adminId } });
  const [row] = await sql<[{ result: RoleChange }]>`
    with owners as materialized (${ownersFragment(sql)}),
    last as (select array_agg(id) = array[${adminId}::uuid] as held from owners),
    known as (select id from lethe.admins where id = ${adminId}),
    links as (
      delete from lethe.verifications where value = ${adminId}
        and exists (select from known) and not coalesce((select held from last), false)
    ),
    removed as (
      delete from lethe.users u using known, last
      where u.id = known.id and not coalesce(last.held, false) returning u.id
    ),
    barred as (
      insert into lethe.barred_members (subject_hash) select sha256(convert_to(account_id, 'UTF8'))
      from lethe.accounts p join removed on removed.id = p.customer_id
      where p.provider_id = ${PROVIDER} and ${actor}::uuid is not null on conflict do nothing
    ),
    audited as (${audited} from removed)
    select case when not exists (select from known) then 'not_found'
      when (select held from last) then 'last_owner' else 'changed' end as result`;
  return row.result;
}

/**
 * The member's address, and whether two-factor sign-in was on; undefined if there is no such member. Locks the account: of two owners at the
 * same moment, one resets it.
 */
export async function deleteSecondFactor(
  tx: TransactionSql,
  actor: string,
  adminId: string,
): Promise<{ email: string; hadOne: boolean } | undefined> {
  const audited = auditEntryFragment(tx, { actor, action: 'second_factor_reset', details: { adminId } });
  const [row] = await tx<{ email: string; hadOne: boolean }[]>`
    with known as (
      select a.id, coalesce(u.email, '') as email, u.two_factor_enabled as had_one
      from lethe.admins a join lethe.users u on u.id = a.id where a.id = ${adminId} for no key update of u
    ),
    resetting as (select id from known where had_one),
    factors as (delete from lethe.two_factors where customer_id in (select id from resetting)),
    links as (delete from lethe.verifications where value in (select id::text from resetting)),
    ended as (delete from lethe.sessions where customer_id in (select id from resetting)),
    audited as (${audited} from resetting)
    select email, had_one as "hadOne" from known`;
  return row;
}

export interface NewInvitation {
  email: string;
  role: Role;
  tokenHash: Uint8Array;
}

/** Replaces an earlier invitation of the address. Returns its id and who invites; undefined if somebody has an account with the address. */
export async function insertInvitation(
  tx: TransactionSql,
  actor: string,
  { email, role, tokenHash }: NewInvitation,
): Promise<{ invitationId: string; inviterName: string | null } | undefined> {
  const audited = auditEntryFragment(tx, { actor, action: 'member_invited', details: { role } });
  const [row] = await tx<{ invitationId: string; inviterName: string | null }[]>`
    with invited as (
      insert into lethe.invitations as i (email, role, token_hash, invited_by, expires_at)
      select ${email}, ${role}, ${tokenHash}, ${actor}, now() + make_interval(days => ${INVITATION_DAYS})
      where not exists (select from lethe.users where email = ${email})
      on conflict (email) do update set role = excluded.role, token_hash = excluded.token_hash,
        invited_by = excluded.invited_by, created_at = now(), expires_at = excluded.expires_at
      returning id
    ), audited as (${audited} from invited)
    select id as "invitationId", ${adminNameFragment(tx, tx`${actor}`)} as "inviterName" from invited`;
  return row;
}

export async function withdrawInvitation(sql: Sql, actor: string, invitationId: string): Promise<boolean> {
  const audited = auditEntryFragment(sql, { actor, action: 'invitation_withdrawn' });
  const rows = await sql`
    with withdrawn as (delete from lethe.invitations where id = ${invitationId} returning id),
    audited as (${audited} from withdrawn)
    select id from withdrawn`;
  return rows.length === 1;
}

/** What a link invites to; undefined if the link is unknown, used or expired, or its owner has gone. */
export async function findInvited(
  sql: Sql | TransactionSql,
  tokenHash: Uint8Array,
): Promise<Invited | undefined> {
  const [row] = await sql<Invited[]>`
    select email, role, ${adminNameFragment(sql, sql`invited_by`)} as "inviterName"
    from lethe.invitations where token_hash = ${tokenHash} and ${isOpenInvitation(sql)}`;
  return row;
}

/** Uses a link up. Returns undefined if another call was faster, or the invitation was withdrawn. */
export async function consumeInvitation(
  tx: TransactionSql,
  tokenHash: Uint8Array,
): Promise<{ email: string; role: Role } | undefined> {
  const [row] = await tx<{ email: string; role: Role }[]>`
    delete from lethe.invitations where token_hash = ${tokenHash} and ${isOpenInvitation(tx)} returning email, role`;
  return row;
}

export interface NewMember {
  email: string;
  fullName: string;
  role: Role;
  /** How they sign in: by a password, whose hash is in better-auth's format, or at the provider of single sign-on. */
  account: { passwordHash: string } | { providerId: string; accountId: string };
}

/** Inserts an admin with a confirmed address and one way to sign in. Returns undefined if somebody has the address. */
export async function insertMember(
  tx: TransactionSql,
  { email, fullName, role, account }: NewMember,
): Promise<string | undefined> {
  const [user] = await tx<{ id: string }[]>`
    insert into lethe.users (email, email_verified) values (${email.toLowerCase()}, true)
    on conflict (email) do nothing returning id`;
  if (user === undefined) return undefined;
  // The trigger has made a customer of the new user: an admin is none.
  await tx`delete from lethe.customers where id = ${user.id}`;
  await tx`insert into lethe.admins (id, role) values (${user.id}, ${role})`;
  await tx`update lethe.users set name = ${fullName} where id = ${user.id}`;
  const row =
    'passwordHash' in account
      ? { account_id: user.id, provider_id: 'credential', password: account.passwordHash }
      : { account_id: account.accountId, provider_id: account.providerId, password: null };
  await tx`insert into lethe.accounts ${tx({ customer_id: user.id, ...row })}`;
  return user.id;
}

/** Creates the first owner if there is no admin yet; several servers may call this at once. Returns false if a customer has the address. */
export function createFirstAdmin(
  sql: Sql,
  { email, passwordHash }: { email: string; passwordHash: string },
): Promise<boolean> {
  return inTransaction(sql, async (tx) => {
    await tx`lock table lethe.users in share row exclusive mode`;
    const [existing] = await tx`select 1 from lethe.admins limit 1`;
    if (existing !== undefined) return true;
    const admin = { email, fullName: 'Administrator', role: 'owner', account: { passwordHash } } as const;
    return (await insertMember(tx, admin)) !== undefined;
  });
}
