import { router, serviceProcedure } from '../trpc.ts';
import { findConsentForService } from './queries.ts';
import { whatServicesMayDo } from './rules.ts';
import { CheckConsent, CheckedConsent } from './schema.ts';

export const consentsService = router({
  /** Whether somebody's data may be processed. Whoever is blocked, erased or unknown is never allowed. */
  check: serviceProcedure('consents:read')
    .input(CheckConsent)
    .output(CheckedConsent)
    .query(async ({ ctx, input }) =>
      whatServicesMayDo(await findConsentForService(ctx.sql, ctx.recipientId, input)),
    ),
});
