import { recordView } from '../audit/queries.ts';
import { dayIn } from '../calendar/rules.ts';
import { AppError } from '../errors.ts';
import { countOverdueSystems } from '../systems/erasures/queries.ts';
import { OverdueCounts } from '../systems/erasures/schema.ts';
import { withoutCustomer } from '../team/rules.ts';
import { adminProcedure, decidingProcedure, router } from '../trpc.ts';
import { STRICT_CONFIRMATION_MINUTES } from '../values/limits-and-periods.ts';
import { Nothing, pageBy } from '../values/schema.ts';
import { approve, requireProposal } from './approve.ts';
import { assign } from './assign.ts';
import { decide } from './decide.ts';
import { Decide, Decided, Preview, Previewed } from './decision-schema.ts';
import { findDetail } from './detail.ts';
import { decline } from './end-proposal.ts';
import { enterByAdmin } from './enter.ts';
import { Assign, PendingCount, RequestDetail, RequestListInput, RequestListPage } from './list-schema.ts';
import { preview } from './preview.ts';
import { ProposalRef } from './proposal-schema.ts';
import { propose } from './propose.ts';
import { countPendingRequests, listRequests } from './queries.ts';
import { EnteredRequest, EnterRequestInput, RequestRef } from './schema.ts';

export const requestsAdmin = router({
  pendingCount: adminProcedure('overview')
    .input(Nothing)
    .output(PendingCount)
    .query(({ ctx }) => countPendingRequests(ctx.sql, ctx.can('decide') ? ctx.adminId : null)),

  list: adminProcedure('overview')
    .input(RequestListInput)
    .output(RequestListPage)
    .query(async ({ ctx, input }) => {
      // A search by name would answer what the list withholds.
      if (input.search && !ctx.can('requests')) throw new AppError('right_missing', { field: 'search' });
      const rows = await listRequests(ctx.sql, input, dayIn(ctx.viewer.settings.timeZone), ctx.adminId);
      const { items, nextCursor } = pageBy(rows, input.limit, ({ answerBy, number }) =>
        input.order === 'due' ? { answerBy, number } : number,
      );
      return { items: ctx.can('requests') ? items : items.map(withoutCustomer), nextCursor };
    }),

  overdueSystems: adminProcedure('overview')
    .input(Nothing)
    .output(OverdueCounts)
    .query(({ ctx }) => countOverdueSystems(ctx.sql)),

  get: adminProcedure('requests')
    .input(RequestRef)
    .output(RequestDetail)
    .query(async ({ ctx, input }) => {
      const detail = await findDetail(ctx.sql, input.requestId, ctx.adminId, ctx.can('customers'));
      if (detail.customerId !== null) await recordView(ctx.sql, ctx.adminId, detail.customerId);
      return detail;
    }),

  preview: adminProcedure('decide')
    .input(Preview)
    .output(Previewed)
    .query(({ ctx, input }) => preview(ctx, input)),

  /** Errors: `fresh_sign_in_required`, and those of `decide`; `approval_required` where the settings ask for a proposal. */
  decide: decidingProcedure
    .input(Decide)
    .output(Decided)
    .mutation(({ ctx, input }) => {
      if (input.outcome === 'destroy') ctx.requireConfirmation(STRICT_CONFIRMATION_MINUTES);
      return decide(ctx, { ...input, actor: ctx.adminId, rule: null, reason: input.reason ?? null });
    }),

  /** Errors: `fresh_sign_in_required`, and those of `propose`. */
  propose: decidingProcedure
    .input(Decide)
    .output(ProposalRef)
    .mutation(({ ctx, input }) => {
      if (input.outcome === 'destroy') ctx.requireConfirmation(STRICT_CONFIRMATION_MINUTES);
      return propose(ctx, input);
    }),

  /** Decides as another member proposed. Errors: `fresh_sign_in_required`, and those of `approve`. */
  approve: decidingProcedure
    .input(ProposalRef)
    .output(Decided)
    .mutation(async ({ ctx, input }) => {
      const proposal = await requireProposal(ctx.sql, input, ctx.adminId);
      if (proposal.outcome === 'destroy') ctx.requireConfirmation(STRICT_CONFIRMATION_MINUTES);
      return approve(ctx, ctx.adminId, input, proposal);
    }),

  /** Ends another member's proposal, or withdraws one's own. Errors: `request_not_found`, `proposal_lapsed`. */
  decline: adminProcedure('decide')
    .input(ProposalRef)
    .output(ProposalRef)
    .mutation(async ({ ctx, input }) => {
      await decline(ctx, input);
      return input;
    }),

  /** Takes a request over, assigns it to another, or gives it back. Errors: those of `assign`. */
  assign: adminProcedure('decide')
    .input(Assign)
    .output(RequestRef)
    .mutation(async ({ ctx, input }) => {
      await assign(ctx.sql, ctx.adminId, input);
      return { requestId: input.requestId };
    }),

  /** An admin enters what a customer asked by phone or letter. Errors: `customer_not_found`, `customer_closed`, `personal_data_management_off`. */
  create: adminProcedure('requests')
    .input(EnterRequestInput)
    .output(EnteredRequest)
    .mutation(({ ctx, input }) => enterByAdmin(ctx, input)),
});
