import { changeSettings } from '../requests/change-settings.ts';
import { adminProcedure, router } from '../trpc.ts';
import { Nothing } from '../values/schema.ts';
import { findSettings } from './queries.ts';
import { Settings, UpdateSettings } from './schema.ts';

export const settingsAdmin = router({
  get: adminProcedure('overview')
    .input(Nothing)
    .output(Settings)
    .query(({ ctx }) => findSettings(ctx.sql)),
  update: adminProcedure('settings')
    .input(UpdateSettings)
    .output(Settings)
    .mutation(({ ctx, input }) => changeSettings(ctx, input)),
});
