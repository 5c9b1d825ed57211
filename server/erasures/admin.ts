import { AppError } from '../errors.ts';
import { adminProcedure, router } from '../trpc.ts';
import { findWaiting, noteToldOtherwise } from './queries.ts';
import { ErasureRef } from './schema.ts';

export const erasuresAdmin = router({
  /**
   * A service whose keys are all gone was told by another way. Errors: `erasure_not_found`, `service_hears`; told twice changes
   * nothing.
   */
  told: adminProcedure
    .input(ErasureRef)
    .output(ErasureRef)
    .mutation(async ({ ctx, input }) => {
      if (await noteToldOtherwise(ctx.sql, ctx.adminId, input.erasureId)) return input;
      const waits = await findWaiting(ctx.sql, input.erasureId);
      if (waits === undefined) throw new AppError('erasure_not_found');
      if (waits) throw new AppError('service_hears');
      return input;
    }),
});
