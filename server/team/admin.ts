import { AppError } from '../errors.ts';
import { countKeysMadeBy } from '../systems/keys/queries.ts';
import { adminProcedure, router } from '../trpc.ts';
import { Nothing, pageAfter } from '../values/schema.ts';
import { countWebhooksMadeBy } from '../webhooks/queries.ts';
import { invite } from './invite.ts';
import {
  changeRole,
  countDeciders,
  isAtProvider,
  listInvitations,
  listMembers,
  type RoleChange,
  removeMember,
  withdrawInvitation,
} from './queries.ts';
import { resetSecondFactor } from './reset-second-factor.ts';
import {
  ChangeRoleInput,
  Deciders,
  InvitationListInput,
  InvitationListPage,
  InvitationRef,
  InviteInput,
  MadeByMember,
  MemberListInput,
  MemberListPage,
  MemberRef,
} from './schema.ts';

/** Errors: `member_not_found`, `last_owner`. */
function requireChanged(result: RoleChange): void {
  if (result === 'not_found') throw new AppError('member_not_found');
  if (result === 'last_owner') throw new AppError('last_owner');
}

/** The administrators and their roles. */
export const teamAdmin = router({
  list: adminProcedure('overview')
    .input(MemberListInput)
    .output(MemberListPage)
    .query(async ({ ctx, input }) => pageAfter(await listMembers(ctx.sql), input, ({ adminId }) => adminId)),
  /** How many members may decide. */
  deciders: adminProcedure('overview')
    .input(Nothing)
    .output(Deciders)
    .query(async ({ ctx }) => ({ count: await countDeciders(ctx.sql) })),
  invitations: adminProcedure('team')
    .input(InvitationListInput)
    .output(InvitationListPage)
    .query(async ({ ctx, input }) =>
      pageAfter(await listInvitations(ctx.sql), input, ({ invitationId }) => invitationId),
    ),
  /** Mails a link that works once. Errors: `account_exists`. */
  invite: adminProcedure('team')
    .input(InviteInput)
    .output(InvitationRef)
    .mutation(({ ctx, input }) => invite(ctx, input)),
  /** Errors: `invitation_not_found`. */
  withdrawInvitation: adminProcedure('team')
    .input(InvitationRef)
    .output(InvitationRef)
    .mutation(async ({ ctx, input }) => {
      if (!(await withdrawInvitation(ctx.sql, ctx.adminId, input.invitationId)))
        throw new AppError('invitation_not_found');
      return input;
    }),
  /** Ends the member's sessions. Errors: `member_not_found`, `last_owner`, `role_of_provider`. */
  changeRole: adminProcedure('team')
    .input(ChangeRoleInput)
    .output(MemberRef)
    .mutation(async ({ ctx, input }) => {
      if (await isAtProvider(ctx.sql, input.adminId)) throw new AppError('role_of_provider');
      requireChanged(await changeRole(ctx.sql, ctx.adminId, input));
      return { adminId: input.adminId };
    }),
  /** For a lost device. Ends the member's sessions. Errors: `own_second_factor`, `member_not_found`, `two_factor_off`. */
  resetSecondFactor: adminProcedure('team')
    .input(MemberRef)
    .output(MemberRef)
    .mutation(async ({ ctx, input }) => {
      await resetSecondFactor(ctx, input.adminId);
      return input;
    }),
  /** Asked before somebody is removed: their keys and webhooks go on. */
  madeBy: adminProcedure('team')
    .input(MemberRef)
    .output(MadeByMember)
    .query(async ({ ctx, input: { adminId } }) => ({
      keys: await countKeysMadeBy(ctx.sql, adminId),
      webhooks: await countWebhooksMadeBy(ctx.sql, adminId),
    })),
  /** Ends the member's sessions and deletes the account. Errors: `member_not_found`, `last_owner`. */
  remove: adminProcedure('team')
    .input(MemberRef)
    .output(MemberRef)
    .mutation(async ({ ctx, input }) => {
      requireChanged(await removeMember(ctx.sql, ctx.adminId, input.adminId));
      return input;
    }),
});
