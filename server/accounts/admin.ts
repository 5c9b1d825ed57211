import { AppError } from '../errors.ts';
import { adminProcedure, router } from '../trpc.ts';
import { STRICT_CONFIRMATION_MINUTES } from '../values/limits-and-periods.ts';
import { Nothing } from '../values/schema.ts';
import { requestAdminEmailChange } from './admin-email-change.ts';
import { changeAdminName, deleteAdminEmailChange } from './admin-queries.ts';
import { findOwnEmail } from './email-change-queries.ts';
import { ChangeEmailInput, OwnEmail, OwnName } from './schema.ts';

/**
 * For what every admin may change of their own account. The colleagues know them by it, so a stolen session alone changes none of it. Who
 * signs in at the provider of single sign-on has name and address from there.
 */
const ownAccountProcedure = adminProcedure('overview').use(({ ctx, next }) => {
  if (ctx.viewer.singleSignOn) throw new AppError('details_of_provider');
  ctx.requireConfirmation(STRICT_CONFIRMATION_MINUTES);
  return next();
});

/** The address an admin signs in with. */
export const ownEmail = router({
  get: adminProcedure('overview')
    .input(Nothing)
    .output(OwnEmail)
    .query(async ({ ctx }) => {
      const found = await findOwnEmail(ctx.sql, ctx.adminId);
      if (found === undefined) throw new AppError('sign_in_required');
      return found;
    }),
  /** Gives every other address the same answer, taken or not. Errors: `fresh_sign_in_required`, `email_unchanged`. */
  change: ownAccountProcedure
    .input(ChangeEmailInput)
    .output(Nothing)
    .mutation(async ({ ctx, input }) => {
      await requestAdminEmailChange(ctx, ctx.adminId, input.newEmail);
      return {};
    }),
  cancel: adminProcedure('overview')
    .input(Nothing)
    .output(Nothing)
    .mutation(async ({ ctx }) => {
      await deleteAdminEmailChange(ctx.sql, ctx.adminId);
      return {};
    }),
});

/** The name by which the team knows an admin. */
export const ownProfile = router({
  /** Errors: `fresh_sign_in_required`, `details_of_provider`. */
  update: ownAccountProcedure
    .input(OwnName)
    .output(OwnName)
    .mutation(async ({ ctx, input }) => {
      await changeAdminName(ctx.sql, ctx.adminId, input.fullName);
      return input;
    }),
});
