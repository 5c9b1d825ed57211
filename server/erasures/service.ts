import { AppError } from '../errors.ts';
import { holderOf } from '../service-keys/admit.ts';
import { type Context, router, serviceProcedure } from '../trpc.ts';
import { acknowledge } from './acknowledge.ts';
import { findAcknowledgement, listErasures, listOverdue, noteTold, type Row } from './queries.ts';
import { Acknowledge, Acknowledged, Feed, FeedInput } from './schema.ts';

export const erasuresService = router({
  /** Every block, star and destroy this service was told of. Waits for news up to `waitSeconds`. */
  feed: serviceProcedure('erasures:read')
    .input(FeedInput)
    .output(Feed)
    .query(({ ctx, input, signal }) => feed(ctx, input, signal)),

  /** Errors: `erasure_not_found` (also another service's), `erasure_already_acknowledged`. */
  acknowledge: serviceProcedure('erasures:read')
    .input(Acknowledge)
    .output(Acknowledged)
    .mutation(async ({ ctx, input }) => {
      const changed = await acknowledge(ctx, ctx.recipientId, input);
      if (changed !== undefined) return changed;
      const standing = await findAcknowledgement(ctx.sql, ctx.recipientId, input.erasureId);
      if (standing === undefined) throw new AppError('erasure_not_found');
      if (standing.result !== input.result) throw new AppError('erasure_already_acknowledged');
      return standing;
    }),
});

async function feed(
  { sql, serviceKey, erasureBell, recipientId }: Context & { recipientId: string },
  { after, limit, waitSeconds }: FeedInput,
  signal: AbortSignal | undefined,
): Promise<Feed> {
  const until = Date.now() + waitSeconds * 1_000;
  for (;;) {
    const rings = await erasureBell.listen();
    const rows = await listErasures(sql, recipientId, { after, limit });
    const overdue = after === undefined ? [] : await listOverdue(sql, recipientId, after, limit);
    const left = until - Date.now();
    const over = erasureBell.ended() || signal?.aborted === true;
    const news = rows.flatMap(({ isNews, erasureId }) => (isNews ? [erasureId] : []));
    // What is overdue or was told just now does not cut the wait short: a reader that never answers would ask without a pause.
    if (news.length > 0 || left <= 0 || over) {
      if (news.length > 0 && !over) await noteTold(sql, news);
      return {
        items: rows.map(({ isNews: _isNews, ...row }) => told(row)),
        nextCursor: rows.at(-1)?.number ?? after ?? 0,
        overdue: overdue.map(told),
      };
    }
    await erasureBell.rungSince(rings, left, signal);
    // Revoked meanwhile, it learns nothing more.
    await holderOf(sql, serviceKey);
  }
}

/** The number is the cursor's, and says no more about an erasure than that. */
function told({ number: _number, ...erasure }: Row): Feed['items'][number] {
  return erasure;
}
