import { writeForCustomer } from '../customers/lock.ts';
import { AppError } from '../errors.ts';
import { customerProcedure, freshCustomerProcedure, router } from '../trpc.ts';
import { Nothing } from '../values/schema.ts';
import { requestEmailChange } from './email-change.ts';
import { deleteEmailChange, findOwnEmail } from './email-change-queries.ts';
import { ChangeEmailInput, OwnEmail } from './schema.ts';

/** The address a customer signs in with. */
export const email = router({
  get: customerProcedure
    .input(Nothing)
    .output(OwnEmail)
    .query(async ({ ctx }) => {
      const found = await findOwnEmail(ctx.sql, ctx.customerId);
      if (found === undefined) throw new AppError('sign_in_required');
      return found;
    }),
  /** Gives every other address the same answer, taken or not. Errors: `fresh_sign_in_required`, `email_unchanged`. */
  change: freshCustomerProcedure
    .input(ChangeEmailInput)
    .output(Nothing)
    .mutation(async ({ ctx, input }) => {
      await requestEmailChange(ctx, ctx.customerId, input.newEmail);
      return {};
    }),
  cancel: customerProcedure
    .input(Nothing)
    .output(Nothing)
    .mutation(({ ctx }) =>
      writeForCustomer(ctx.sql, ctx.customerId, async (tx) => {
        await deleteEmailChange(tx, ctx.customerId);
        return {};
      }),
    ),
});
