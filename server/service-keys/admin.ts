import { adminProcedure, router } from '../trpc.ts';
import { hashOfServiceKey, newServiceKey } from './key.ts';
import { insertServiceKey, listServiceKeys, revokeServiceKey } from './queries.ts';
import {
  CreatedServiceKey,
  CreateServiceKey,
  ServiceKeyListInput,
  ServiceKeyPage,
  ServiceKeyRef,
} from './schema.ts';

export const serviceKeysAdmin = router({
  list: adminProcedure
    .input(ServiceKeyListInput)
    .output(ServiceKeyPage)
    .query(({ ctx, input }) => listServiceKeys(ctx.sql, input)),

  /** The key is told here and never again. */
  create: adminProcedure
    .input(CreateServiceKey)
    .output(CreatedServiceKey)
    .mutation(async ({ ctx, input }) => {
      const key = newServiceKey();
      const made = await insertServiceKey(ctx.sql, ctx.adminId, await hashOfServiceKey(key), input);
      return { ...made, key };
    }),

  /** Errors: `service_key_not_found`. */
  revoke: adminProcedure
    .input(ServiceKeyRef)
    .output(ServiceKeyRef)
    .mutation(({ ctx, input }) => revokeServiceKey(ctx.sql, ctx.adminId, input.id)),
});
