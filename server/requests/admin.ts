import type { Sql } from 'postgres';
import type { InferOutput } from 'valibot';
import { inTransaction } from '../../db/transaction.ts';
import { recordView } from '../audit/queries.ts';
import { dayIn } from '../calendar/rules.ts';
import { findStanding, listInvoices, listServices } from '../customers/contract-queries.ts';
import { placeOfInvoice, placeOfService } from '../customers/rules.ts';
import { AppError } from '../errors.ts';
import { listMayAlsoBe } from '../matches/queries.ts';
import { personalDataMap } from '../personal-data/map.ts';
import { previewOutcome } from '../personal-data/preview.ts';
import { countPersonalData } from '../personal-data/queries.ts';
import {
  countOverdueSystems,
  listNotifiedSystems,
  listSystemsToNotify,
} from '../systems/erasures/queries.ts';
import { OverdueCounts } from '../systems/erasures/schema.ts';
import { withoutCustomer } from '../team/rules.ts';
import { adminProcedure, type Context, decidingProcedure, router } from '../trpc.ts';
import { STRICT_CONFIRMATION_MINUTES } from '../values/limits-and-periods.ts';
import { Nothing, PAGE_SIZE, page, pageBy } from '../values/schema.ts';
import { approve, requireProposal } from './approve.ts';
import { assign } from './assign.ts';
import { create } from './create.ts';
import { decide, renderOutcomeLetter } from './decide.ts';
import { findPreviewTerms, findSubject } from './decision-queries.ts';
import { Decide, Decided, Preview, Previewed } from './decision-schema.ts';
import { decline } from './end-proposal.ts';
import { lockCustomerForRequest } from './entry-queries.ts';
import { Assign, PendingCount, RequestDetail, RequestListInput, RequestListPage } from './list-schema.ts';
import { findProposal } from './proposal-queries.ts';
import { ProposalRef, Propose } from './proposal-schema.ts';
import { propose } from './propose.ts';
import {
  countPendingRequests,
  findLetter,
  findRequest,
  listRequests,
  listRequestsOfCustomer,
} from './queries.ts';
import { EnteredRequest, EnterRequestInput, RequestRef } from './schema.ts';
import { findListableIdentifiers } from './sharing-queries.ts';

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
    .input(Propose)
    .output(ProposalRef)
    .mutation(({ ctx, input }) => {
      if (input.decision.outcome === 'destroy') ctx.requireConfirmation(STRICT_CONFIRMATION_MINUTES);
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
    .mutation(({ ctx, input: { customerId, type, note, receivedOn } }) =>
      inTransaction(ctx.sql, async (tx) => {
        const state = await lockCustomerForRequest(tx, customerId);
        if (state === null) throw new AppError('customer_not_found');
        if (state === 'starred') throw new AppError('customer_closed');
        const entered = await create(tx, ctx.url, {
          customerId,
          type,
          note: note || null,
          enteredBy: ctx.adminId,
          receivedOn: receivedOn ?? null,
          received: null,
        });
        return { requestId: entered.requestId, number: entered.number };
      }),
    ),
});

const NONE = { items: [], nextCursor: null };

/** `withData`: whether the caller may see what is stored about the requester beside the request. Errors: `request_not_found`. */
async function findDetail(
  sql: Sql,
  requestId: string,
  adminId: string,
  withData: boolean,
): Promise<InferOutput<typeof RequestDetail>> {
  const [found, notifiedSystems, letter, proposal] = await Promise.all([
    findRequest(sql, requestId, adminId),
    listNotifiedSystems(sql, requestId),
    findLetter(sql, requestId),
    findProposal(sql, requestId, adminId),
  ]);
  if (found === undefined) throw new AppError('request_not_found');
  const request = { ...found, notifiedSystems, letter, proposal: proposal ?? null };
  const { customerId } = request;
  if (customerId === null || !withData) {
    const notified = withData
      ? notifiedSystems
      : notifiedSystems.map((system) => ({ ...system, idsToPassOn: null }));
    return {
      ...request,
      notifiedSystems: notified,
      mayAlsoBe: [],
      standing: null,
      services: NONE,
      invoices: NONE,
      earlier: NONE,
    };
  }
  const first = { limit: PAGE_SIZE };
  const [mayAlsoBe, standing, services, invoices, earlier] = await Promise.all([
    request.status === 'pending' ? listMayAlsoBe(sql, customerId) : [],
    findStanding(sql, customerId),
    listServices(sql, customerId, first),
    listInvoices(sql, customerId, first),
    listRequestsOfCustomer(sql, customerId, { ...first, cursor: request.number }),
  ]);
  return {
    ...request,
    mayAlsoBe,
    standing,
    services: pageBy(services, PAGE_SIZE, placeOfService),
    invoices: pageBy(invoices, PAGE_SIZE, placeOfInvoice),
    earlier: page(earlier, PAGE_SIZE),
  };
}

/** Errors: `request_not_found`, `request_already_decided`. */
async function preview(
  ctx: Context,
  { requestId, outcome, blacklist, reason }: InferOutput<typeof Preview>,
): Promise<InferOutput<typeof Previewed>> {
  const subject = await findSubject(ctx.sql, requestId);
  if (subject === undefined) throw new AppError('request_not_found');
  if (subject.customerId === null) throw new AppError('request_already_decided');
  const counts = await countPersonalData(ctx.sql, subject.customerId);
  const letter = await renderOutcomeLetter(ctx, subject, {
    outcome,
    blacklist,
    reason: reason ?? null,
    rule: null,
  });
  const message = letter && { to: letter.to, subject: letter.subject, body: letter.body };
  const systems = outcome === 'refuse' ? [] : await listSystemsToNotify(ctx.sql, subject.customerId);
  const terms = await findPreviewTerms(ctx.sql, subject.customerId, outcome);
  const identifiers = await findListableIdentifiers(ctx.sql, subject.customerId, subject);
  return { ...previewOutcome(personalDataMap, outcome, counts), ...terms, message, systems, identifiers };
}
