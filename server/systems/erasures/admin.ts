import { externalIdHmac } from '../../blacklist/rules.ts';
import { AppError } from '../../errors.ts';
import { adminProcedure, router } from '../../trpc.ts';
import { Nothing } from '../../values/schema.ts';
import { findErasedId, liftErasedId, listSystemsWithErasedIds } from '../external-ids/erased-id-queries.ts';
import { isErasureUnanswered, markNotified } from './queries.ts';
import { ErasedId, ErasedIdRef, ErasureRef, LiftErasedId, SystemsWithErasedIds } from './schema.ts';

export const erasuresAdmin = router({
  /**
   * A system whose keys are all gone was told by another way. Errors: `erasure_not_found`, `system_reads_erasures`; told twice changes
   * nothing.
   */
  markNotified: adminProcedure
    .input(ErasureRef)
    .output(ErasureRef)
    .mutation(async ({ ctx, input }) => {
      if (await markNotified(ctx.sql, ctx.adminId, input.erasureId)) return input;
      const isUnanswered = await isErasureUnanswered(ctx.sql, input.erasureId);
      if (isUnanswered === undefined) throw new AppError('erasure_not_found');
      if (isUnanswered) throw new AppError('system_reads_erasures');
      return input;
    }),
  systems: adminProcedure
    .input(Nothing)
    .output(SystemsWithErasedIds)
    .query(async ({ ctx }) => ({ items: await listSystemsWithErasedIds(ctx.sql) })),
  /** Whether a system's id is refused as one of an erased person. The id is hashed and forgotten. */
  findId: adminProcedure
    .input(ErasedIdRef)
    .output(ErasedId)
    .mutation(async ({ ctx, input: { systemId, externalId } }) => {
      const hmac = await externalIdHmac(ctx.blacklistKey, systemId, externalId);
      return { heldUntil: (await findErasedId(ctx.sql, systemId, hmac)) ?? null };
    }),
  /** The system may hand the id in again. Errors: `erased_id_not_found`. */
  liftId: adminProcedure
    .input(LiftErasedId)
    .output(ErasedId)
    .mutation(async ({ ctx, input }) => {
      const hmac = await externalIdHmac(ctx.blacklistKey, input.systemId, input.externalId);
      if (!(await liftErasedId(ctx.sql, ctx.adminId, { ...input, hmac })))
        throw new AppError('erased_id_not_found');
      return { heldUntil: null };
    }),
});
