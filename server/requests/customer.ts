import { lockCustomer, writeForCustomer } from '../customers/lock.ts';
import { AppError } from '../errors.ts';
import { buildInventory } from '../personal-data/inventory.ts';
import { personalDataMap } from '../personal-data/map.ts';
import { countPersonalData } from '../personal-data/queries.ts';
import { InventoryOutput } from '../personal-data/schema.ts';
import { personalDataProcedure, router, signedInCustomerProcedure } from '../trpc.ts';
import { Nothing, page } from '../values/schema.ts';
import { cancel } from './cancel.ts';
import { createOwn } from './create.ts';
import { findOwnRequest, listOwnRequests } from './own-queries.ts';
import { CreateRequest, OwnRequest, OwnRequestListInput, OwnRequestPage, RequestRef } from './schema.ts';

const REQUESTS_PER_HOUR = { window: 3600, max: 10 };

export const requests = router({
  /**
   * Replaces a pending request that a system entered. Errors: `personal_data_management_off`, `request_already_pending`,
   * `too_many_requests` (each request sends a letter to every admin).
   */
  create: personalDataProcedure
    .input(CreateRequest)
    .output(OwnRequest)
    .mutation(async ({ ctx, input }) => {
      const { allowed, retryAfter } = await ctx.charge(`request\0${ctx.customerId}`, REQUESTS_PER_HOUR);
      if (!allowed) throw new AppError('too_many_requests', { retryAfter });
      const { requestId } = await writeForCustomer(ctx.sql, ctx.customerId, async (tx) => {
        await lockCustomer(tx, ctx.customerId);
        return createOwn(tx, ctx.url, {
          customerId: ctx.customerId,
          type: input.type,
          note: input.note || null,
          enteredBy: null,
          receivedOn: null,
          received: null,
        });
      });
      return (await findOwnRequest(ctx.sql, ctx.customerId, requestId)) ?? refuse('request_not_found');
    }),

  list: signedInCustomerProcedure
    .input(OwnRequestListInput)
    .output(OwnRequestPage)
    .query(async ({ ctx, input }) =>
      page(await listOwnRequests(ctx.sql, ctx.customerId, input), input.limit),
    ),

  /** Works also while Personal Data Management is off. Errors: `request_not_found` (also for another customer's request), `request_already_decided`. */
  cancel: signedInCustomerProcedure
    .input(RequestRef)
    .output(OwnRequest)
    .mutation(async ({ ctx, input: { requestId } }) => {
      const cancelled = await cancel(ctx.sql, ctx.url, ctx.customerId, requestId);
      const request =
        (await findOwnRequest(ctx.sql, ctx.customerId, requestId)) ?? refuse('request_not_found');
      return cancelled ? request : refuse('request_already_decided');
    }),
});

/** What Lethe stores about the customer who asks, by table of the map, with counts (GDPR Art. 15). */
export const inventory = personalDataProcedure
  .input(Nothing)
  .output(InventoryOutput)
  .query(async ({ ctx }) =>
    buildInventory(personalDataMap, await countPersonalData(ctx.sql, ctx.customerId)),
  );

function refuse(kind: 'request_not_found' | 'request_already_decided'): never {
  throw new AppError(kind);
}
