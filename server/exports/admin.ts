import { withoutCustomer } from '../team/rules.ts';
import { adminProcedure, router } from '../trpc.ts';
import { page } from '../values/schema.ts';
import { listDownloads } from './queries.ts';
import { DownloadListInput, DownloadPage } from './schema.ts';

export const downloadsAdmin = router({
  list: adminProcedure('overview')
    .input(DownloadListInput)
    .output(DownloadPage)
    .query(async ({ ctx, input }) => {
      const { items, nextCursor } = page(await listDownloads(ctx.sql, input), input.limit);
      return { items: ctx.can('customers') ? items : items.map(withoutCustomer), nextCursor };
    }),
});
