import type { Sql } from 'postgres';
import type { InferOutput } from 'valibot';
import { isCustomer } from '../customers/queries.ts';
import { AppError } from '../errors.ts';
import { adminProcedure, router } from '../trpc.ts';
import { Nothing, pageBy } from '../values/schema.ts';
import { countOpenMatches, findSides, listOpenPairs, listOpenPairsOf } from './queries.ts';
import { withSides } from './rules.ts';
import { Joined, MatchListInput, MatchPage, MatchRef, OpenMatches } from './schema.ts';
import { joinMatch, keepApart } from './settle.ts';

/** Lists customers who may be one person, for an admin to join or keep apart. */
export const matchesAdmin = router({
  count: adminProcedure('overview')
    .input(Nothing)
    .output(OpenMatches)
    .query(async ({ ctx }) => ({ count: await countOpenMatches(ctx.sql) })),
  /** Errors: `customer_not_found`. */
  list: adminProcedure('customers')
    .input(MatchListInput)
    .output(MatchPage)
    .query(({ ctx, input }) => gatherMatches(ctx.sql, input)),
  /** Returns the customer that is kept. Errors: `match_not_found`, `two_accounts`, `two_requests`, `customer_closed`. */
  join: adminProcedure('decide')
    .input(MatchRef)
    .output(Joined)
    .mutation(({ ctx, input }) => joinMatch(ctx.decisions, { ...input, adminId: ctx.adminId })),
  /** Errors: `match_not_found`. */
  keepApart: adminProcedure('decide')
    .input(MatchRef)
    .output(Nothing)
    .mutation(async ({ ctx, input }) => {
      await keepApart(ctx.sql, { ...input, adminId: ctx.adminId });
      return {};
    }),
});

async function gatherMatches(
  sql: Sql,
  { customerId, ...after }: InferOutput<typeof MatchListInput>,
): Promise<InferOutput<typeof MatchPage>> {
  if (customerId !== undefined && !(await isCustomer(sql, customerId)))
    throw new AppError('customer_not_found');
  const rows = await (customerId === undefined
    ? listOpenPairs(sql, after)
    : listOpenPairsOf(sql, customerId, after));
  const { items, nextCursor } = pageBy(rows, after.limit, ({ foundAt, customerId: lower, otherId }) => ({
    foundAt,
    customerId: lower,
    otherId,
  }));
  const sides = await findSides(sql, [...new Set(items.flatMap((pair) => [pair.customerId, pair.otherId]))]);
  const byId = new Map(sides.map((side) => [side.customerId, side]));
  return { items: items.flatMap((pair) => withSides(pair, byId)), nextCursor };
}
