import { AppError } from '../../errors.ts';
import { router, systemProcedure } from '../../trpc.ts';
import { acknowledge } from './acknowledge.ts';
import { readFeed } from './feed.ts';
import { findAcknowledgement } from './queries.ts';
import { Acknowledge, Acknowledged, Feed, FeedInput } from './schema.ts';

export const erasuresSystem = router({
  /** Every block, star and destroy of which Lethe notifies this system. Waits up to `waitSeconds` for news. */
  feed: systemProcedure('erasures:read')
    .input(FeedInput)
    .output(Feed)
    .query(({ ctx, input, signal }) => readFeed(ctx, input, signal)),

  /** Errors: `erasure_not_found` (also for another system's erasure), `erasure_already_acknowledged`. */
  acknowledge: systemProcedure('erasures:read')
    .input(Acknowledge)
    .output(Acknowledged)
    .mutation(async ({ ctx, input }) => {
      const changed = await acknowledge(ctx, ctx, input);
      if (changed !== undefined) return changed;
      const recorded = await findAcknowledgement(ctx.sql, ctx.systemId, input.erasureId);
      if (recorded === undefined) throw new AppError('erasure_not_found');
      if (recorded.result !== input.result) throw new AppError('erasure_already_acknowledged');
      return recorded;
    }),
});
