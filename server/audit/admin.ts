import { adminProcedure, router } from '../trpc.ts';
import { page } from '../values/schema.ts';
import { listAudit } from './queries.ts';
import { AuditListInput, AuditPage } from './schema.ts';

export const auditAdmin = router({
  /** Every act of every admin and of Lethe itself, newest first. It names no customer. */
  list: adminProcedure('audit')
    .input(AuditListInput)
    .output(AuditPage)
    .query(async ({ ctx, input }) =>
      page(await listAudit(ctx.sql, ctx.viewer.settings.timeZone, input), input.limit),
    ),
});
