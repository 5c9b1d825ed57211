import { owesConsent } from '../http/session.ts';
import { hasPendingRequest } from '../requests/own-queries.ts';
import { findOperatorOnPages } from '../settings/logo/queries.ts';
import { OperatorOnPages } from '../settings/schema.ts';
import { rightsOf } from '../team/rules.ts';
import { publicProcedure, router, signedInProcedure } from '../trpc.ts';
import { Nothing } from '../values/schema.ts';
import { confirmPassword } from './confirm-password.ts';
import { confirmEmailChange } from './email-change.ts';
import {
  Changed,
  ConfirmEmailChange,
  Confirmed,
  ConfirmPassword,
  Me,
  Verified,
  VerifyEmail,
} from './schema.ts';
import { verifyEmail } from './verify-email.ts';

/** Procedures that are open to everybody: who is signed in, and the links that confirm an address. */
export const accountRouter = router({
  me: publicProcedure
    .input(Nothing)
    .output(Me)
    .query(async ({ ctx: { viewer, mailbox, sql, secondFactorRequired, singleSignOn } }): Promise<Me> => {
      if (viewer.role === 'visitor') return { role: 'visitor', singleSignOn };
      const { fullName, settings, twoFactor } = viewer;
      const { timeZone } = settings;
      if (viewer.role === 'admin')
        return {
          role: 'admin',
          adminId: viewer.adminId,
          rights: [...rightsOf(viewer.teamRole)],
          fullName,
          twoFactor,
          singleSignOn: viewer.singleSignOn,
          secondFactorMissing: secondFactorRequired && !twoFactor && !viewer.singleSignOn,
          mailbox: mailbox !== null,
          timeZone,
        };
      const { customerId } = viewer;
      return {
        role: 'customer',
        customerId,
        fullName,
        personalDataManagement: settings.enabled,
        personalDataOffered:
          settings.enabled || viewer.consented || (await hasPendingRequest(sql, customerId)),
        consentMissing: owesConsent(viewer),
        twoFactor,
        timeZone,
      };
    }),

  /** Who runs this Lethe: whoever is asked for a password must see who asks. */
  operator: publicProcedure
    .input(Nothing)
    .output(OperatorOnPages)
    .query(({ ctx }) => findOperatorOnPages(ctx.sql)),

  /**
   * Only a POST acts, so that a mail scanner that follows links confirms nothing.
   * Errors: `token_invalid`, `wrong_credentials`, `too_many_requests`.
   */
  verifyEmail: publicProcedure
    .input(VerifyEmail)
    .output(Verified)
    .mutation(async ({ ctx, input }) => {
      await verifyEmail(ctx, input);
      return { verified: true };
    }),

  /**
   * The page asks for it in place, then repeats what was refused.
   * Errors: `code_required`, `wrong_password`, `wrong_code`, `too_many_requests`, `server_busy`.
   */
  confirmPassword: signedInProcedure
    .input(ConfirmPassword)
    .output(Confirmed)
    .mutation(async ({ ctx, input }) => {
      const { sessionId, twoFactor } = ctx.viewer;
      await confirmPassword(ctx, { sessionId, userId: ctx.userId, twoFactor }, input);
      return { confirmed: true };
    }),

  /** Errors: `token_invalid`, `password_required`, `wrong_password`, `too_many_requests`. */
  confirmEmailChange: publicProcedure
    .input(ConfirmEmailChange)
    .output(Changed)
    .mutation(async ({ ctx, input }) => {
      await confirmEmailChange(ctx, input);
      return { changed: true };
    }),
});
