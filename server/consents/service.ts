import { AppError } from '../errors.ts';
import { isAmbiguous } from '../recipients/naming-queries.ts';
import { findSettings } from '../settings/queries.ts';
import { router, serviceProcedure } from '../trpc.ts';
import { findConsentForService } from './queries.ts';
import { SWITCHED_OFF, whatServicesMayDo } from './rules.ts';
import { CheckConsent, CheckedConsent } from './schema.ts';

export const consentsService = router({
  /** Whether somebody's data may be processed. Whoever is blocked, erased or unknown to this system is never allowed; while Personal Data Management is off, nobody is. Errors: `ambiguous_customer`. */
  check: serviceProcedure('consents:read')
    .input(CheckConsent)
    .output(CheckedConsent)
    .query(async ({ ctx, input }) => {
      const [{ enabled }, found] = await Promise.all([
        findSettings(ctx.sql),
        findConsentForService(ctx.sql, ctx.recipientId, input),
      ]);
      if (!enabled) return SWITCHED_OFF;
      if (found === undefined && (await isAmbiguous(ctx.sql, ctx.recipientId, input.customer)))
        throw new AppError('ambiguous_customer');
      return whatServicesMayDo(found);
    }),
});
