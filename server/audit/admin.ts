import { adminProcedure, router } from '../trpc.ts';
import { Nothing, page } from '../values/schema.ts';
import { listActors, listAudit } from './queries.ts';
import { AuditActors, AuditListInput, AuditPage } from './schema.ts';

export const auditAdmin = router({
  /** Every member whose acts there may be. */
  actors: adminProcedure('audit')
    .input(Nothing)
    .output(AuditActors)
    .query(async ({ ctx }) => ({ items: await listActors(ctx.sql) })),
  /** Every act of every admin and of Lethe itself, newest first. It names no customer. */
  list: adminProcedure('audit')
    .input(AuditListInput)
    .output(AuditPage)
    .query(async ({ ctx, input }) =>
      page(await listAudit(ctx.sql, ctx.viewer.settings.timeZone, input), input.limit),
    ),
});
