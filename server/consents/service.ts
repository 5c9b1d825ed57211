import { AppError } from '../errors.ts';
import { isAmbiguous } from '../recipients/naming-queries.ts';
import { router, serviceProcedure } from '../trpc.ts';
import { findConsentForService } from './queries.ts';
import { whatServicesMayDo } from './rules.ts';
import { CheckConsent, CheckedConsent } from './schema.ts';

export const consentsService = router({
  /** Whether somebody's data may be processed. Whoever is blocked, erased or unknown to this system is never allowed. Errors: `ambiguous_customer`. */
  check: serviceProcedure('consents:read')
    .input(CheckConsent)
    .output(CheckedConsent)
    .query(async ({ ctx, input }) => {
      const found = await findConsentForService(ctx.sql, ctx.recipientId, input);
      if (found === undefined && (await isAmbiguous(ctx.sql, ctx.recipientId, input.customer)))
        throw new AppError('ambiguous_customer');
      return whatServicesMayDo(found);
    }),
});
