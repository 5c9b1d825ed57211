import { AppError } from '../../errors.ts';
import { type Context, router, systemProcedure } from '../../trpc.ts';
import { requireValidKey } from '../keys/admit.ts';
import { acknowledge } from './acknowledge.ts';
import {
  findAcknowledgement,
  listErasures,
  listOverdueErasures,
  type NumberedErasure,
  recordNotified,
} from './queries.ts';
import { Acknowledge, Acknowledged, Feed, FeedInput } from './schema.ts';

export const erasuresSystem = router({
  /** Every block, star and destroy of which Lethe notifies this system. Waits up to `waitSeconds` for news. */
  feed: systemProcedure('erasures:read')
    .input(FeedInput)
    .output(Feed)
    .query(({ ctx, input, signal }) => feed(ctx, input, signal)),

  /** Errors: `erasure_not_found` (also for another system's erasure), `erasure_already_acknowledged`. */
  acknowledge: systemProcedure('erasures:read')
    .input(Acknowledge)
    .output(Acknowledged)
    .mutation(async ({ ctx, input }) => {
      const changed = await acknowledge(ctx, ctx.systemId, input);
      if (changed !== undefined) return changed;
      const recorded = await findAcknowledgement(ctx.sql, ctx.systemId, input.erasureId);
      if (recorded === undefined) throw new AppError('erasure_not_found');
      if (recorded.result !== input.result) throw new AppError('erasure_already_acknowledged');
      return recorded;
    }),
});

/** A waiting call reads the erasures this often even if the database sends no notification. */
const LOOK_MS = 5_000;

async function feed(
  { sql, systemKey, erasureBell, systemId }: Context & { systemId: string },
  { after, limit, waitSeconds }: FeedInput,
  signal: AbortSignal | undefined,
): Promise<Feed> {
  const until = Date.now() + waitSeconds * 1_000;
  for (;;) {
    const rings = await erasureBell.listen();
    const rows = await listErasures(sql, systemId, { after, limit });
    const overdue = after === undefined ? [] : await listOverdueErasures(sql, systemId, after, limit);
    const left = until - Date.now();
    const over = erasureBell.hasEnded() || signal?.aborted === true;
    const news = rows.flatMap(({ isNews, erasureId }) => (isNews ? [erasureId] : []));
    // Overdue and recently read erasures do not end the wait: a system that never acknowledges would ask without a pause.
    if (news.length > 0 || left <= 0 || over) {
      if (news.length > 0 && !over) await recordNotified(sql, news);
      return {
        items: rows.map(({ isNews: _isNews, ...row }) => withoutNumber(row)),
        nextCursor: rows.at(-1)?.number ?? after ?? 0,
        overdue: overdue.map(withoutNumber),
      };
    }
    await erasureBell.waitForRing(rings, Math.min(left, LOOK_MS), signal);
    // A key that was revoked during the wait learns nothing more.
    await requireValidKey(sql, systemKey);
  }
}

/** The number is only the cursor; it is no part of the answer. */
function withoutNumber({ number: _number, ...erasure }: NumberedErasure): Feed['items'][number] {
  return erasure;
}
