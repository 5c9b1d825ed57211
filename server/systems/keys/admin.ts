import { adminProcedure, router } from '../../trpc.ts';
import { hashOfSystemKey, newSystemKey } from './key.ts';
import { insertSystemKey, listSystemKeys, revokeSystemKey } from './queries.ts';
import {
  CreatedSystemKey,
  CreateSystemKeyInput,
  SystemKeyListInput,
  SystemKeyPage,
  SystemKeyRef,
} from './schema.ts';

export const systemKeysAdmin = router({
  list: adminProcedure('overview')
    .input(SystemKeyListInput)
    .output(SystemKeyPage)
    .query(({ ctx, input }) => listSystemKeys(ctx.sql, input)),

  /** The answer has the key itself, which Lethe never shows again. */
  create: adminProcedure('keys')
    .input(CreateSystemKeyInput)
    .output(CreatedSystemKey)
    .mutation(async ({ ctx, input }) => {
      const key = newSystemKey();
      const created = await insertSystemKey(ctx.sql, ctx.adminId, await hashOfSystemKey(key), input);
      return { ...created, key };
    }),

  /** Errors: `system_key_not_found`. */
  revoke: adminProcedure('keys')
    .input(SystemKeyRef)
    .output(SystemKeyRef)
    .mutation(({ ctx, input }) => revokeSystemKey(ctx.sql, ctx.adminId, input.id)),
});
