import { AppError } from '../errors.ts';
import { findSettings } from '../settings/queries.ts';
import { isAmbiguous } from '../systems/external-ids/naming-queries.ts';
import { router, systemProcedure } from '../trpc.ts';
import { findConsentForSystem } from './queries.ts';
import { answerConsentCheck, SWITCHED_OFF } from './rules.ts';
import { CheckConsent, CheckedConsent } from './schema.ts';

export const consentsSystem = router({
  /**
   * Whether the system may process a customer's data. Never for a customer who is blocked, erased or unknown to this system, nor while Personal
   * Data Management is off. Errors: `ambiguous_customer`.
   */
  check: systemProcedure('consents:read')
    .input(CheckConsent)
    .output(CheckedConsent)
    .query(async ({ ctx, input }) => {
      const [{ enabled }, found] = await Promise.all([
        findSettings(ctx.sql),
        findConsentForSystem(ctx.sql, ctx.systemId, input),
      ]);
      if (!enabled) return SWITCHED_OFF;
      if (found === undefined && (await isAmbiguous(ctx.sql, ctx.systemId, input.customer)))
        throw new AppError('ambiguous_customer');
      return answerConsentCheck(found);
    }),
});
