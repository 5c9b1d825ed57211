import { changeSettings } from '../requests/change-settings.ts';
import { adminProcedure, router } from '../trpc.ts';
import { Nothing } from '../values/schema.ts';
import { removeLogo, saveLogo } from './logo/queries.ts';
import { readPicture } from './logo/read-picture.ts';
import { findSettings } from './queries.ts';
import { Logo, RemovedLogo, SaveLogo, Settings, UpdateSettings } from './schema.ts';

export const settingsAdmin = router({
  get: adminProcedure('overview')
    .input(Nothing)
    .output(Settings)
    .query(({ ctx }) => findSettings(ctx.sql)),
  update: adminProcedure('settings')
    .input(UpdateSettings)
    .output(Settings)
    .mutation(({ ctx, input }) => changeSettings(ctx, input)),

  /** Errors: `logo_kind_refused`, `logo_damaged`, `logo_not_plain`, `logo_too_large`, `logo_too_many_pixels`. */
  saveLogo: adminProcedure('settings')
    .input(SaveLogo)
    .output(Logo)
    .mutation(({ ctx, input }) =>
      saveLogo(ctx.sql, ctx.adminId, readPicture(Buffer.from(input.image, 'base64'))),
    ),
  removeLogo: adminProcedure('settings')
    .input(Nothing)
    .output(RemovedLogo)
    .mutation(async ({ ctx }) => ({ removed: await removeLogo(ctx.sql, ctx.adminId) })),
});
