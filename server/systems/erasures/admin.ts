import { externalIdHmac } from '../../blacklist/rules.ts';
import { AppError } from '../../errors.ts';
import { adminProcedure, router } from '../../trpc.ts';
import { Nothing } from '../../values/schema.ts';
import { findErasedId, liftErasedId, listSystemsWithErasedIds } from '../external-ids/erased-id-queries.ts';
import { isErasureUnanswered, markNotified } from './queries.ts';
import { ErasedId, ErasedIdRef, ErasureRef, LiftErasedIdInput, SystemsWithErasedIds } from './schema.ts';

export const erasuresAdmin = router({
  /**
   * Records that an admin notified a system without a valid key in another way. Doing it twice changes nothing. Errors:
   * `erasure_not_found`, `system_reads_erasures`.
   */
  markNotified: adminProcedure('decide')
    .input(ErasureRef)
    .output(ErasureRef)
    .mutation(async ({ ctx, input }) => {
      if (await markNotified(ctx.sql, ctx.adminId, input.erasureId)) return input;
      const isUnanswered = await isErasureUnanswered(ctx.sql, input.erasureId);
      if (isUnanswered === undefined) throw new AppError('erasure_not_found');
      if (isUnanswered) throw new AppError('system_reads_erasures');
      return input;
    }),
  systems: adminProcedure('overview')
    .input(Nothing)
    .output(SystemsWithErasedIds)
    .query(async ({ ctx }) => ({ items: await listSystemsWithErasedIds(ctx.sql) })),
  /** Whether Lethe refuses a system's id as one of an erased person. Lethe hashes the id and does not store it. */
  findId: adminProcedure('customers')
    .input(ErasedIdRef)
    .output(ErasedId)
    .mutation(async ({ ctx, input: { systemId, externalId } }) => {
      const hmac = await externalIdHmac(ctx.blacklistKey, systemId, externalId);
      return { heldUntil: (await findErasedId(ctx.sql, systemId, hmac)) ?? null };
    }),
  /** Lets the system send the id again. Errors: `erased_id_not_found`. */
  liftId: adminProcedure('decide')
    .input(LiftErasedIdInput)
    .output(ErasedId)
    .mutation(async ({ ctx, input }) => {
      const hmac = await externalIdHmac(ctx.blacklistKey, input.systemId, input.externalId);
      if (!(await liftErasedId(ctx.sql, ctx.adminId, { ...input, hmac })))
        throw new AppError('erased_id_not_found');
      return { heldUntil: null };
    }),
});
