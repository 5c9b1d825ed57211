import { externalIdHmac } from '../blacklist/rules.ts';
import { AppError } from '../errors.ts';
import { findErasedId, liftErasedId, listServicesWithErasedIds } from '../recipients/erased-id-queries.ts';
import { Nothing } from '../shapes.ts';
import { adminProcedure, router } from '../trpc.ts';
import { findWaiting, noteToldOtherwise } from './queries.ts';
import { ErasedId, ErasedIdRef, ErasureRef, LiftErasedId, ServicesWithErasedIds } from './schema.ts';

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
  services: adminProcedure
    .input(Nothing)
    .output(ServicesWithErasedIds)
    .query(async ({ ctx }) => ({ items: await listServicesWithErasedIds(ctx.sql) })),
  /** Whether a service's id is refused as one of an erased person. The id is hashed and forgotten. */
  findId: adminProcedure
    .input(ErasedIdRef)
    .output(ErasedId)
    .mutation(async ({ ctx, input: { recipientId, externalId } }) => {
      const hmac = await externalIdHmac(ctx.blacklistKey, recipientId, externalId);
      return { heldUntil: (await findErasedId(ctx.sql, recipientId, hmac)) ?? null };
    }),
  /** The service may hand the id in again. Errors: `erased_id_not_found`. */
  liftId: adminProcedure
    .input(LiftErasedId)
    .output(ErasedId)
    .mutation(async ({ ctx, input }) => {
      const hmac = await externalIdHmac(ctx.blacklistKey, input.recipientId, input.externalId);
      if (!(await liftErasedId(ctx.sql, ctx.adminId, { ...input, hmac })))
        throw new AppError('erased_id_not_found');
      return { heldUntil: null };
    }),
});
