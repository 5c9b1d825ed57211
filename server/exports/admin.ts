import { adminProcedure, router } from '../trpc.ts';
import { page } from '../values/schema.ts';
import { listDownloads } from './queries.ts';
import { DownloadListInput, DownloadPage } from './schema.ts';

export const downloadsAdmin = router({
  list: adminProcedure
    .input(DownloadListInput)
    .output(DownloadPage)
    .query(async ({ ctx, input }) => page(await listDownloads(ctx.sql, input), input.limit)),
});
