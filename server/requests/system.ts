import { recordReadings } from '../audit/queries.ts';
import { dayIn, zoneOrFallback } from '../calendar/rules.ts';
import { findStanding } from '../customers/contract-queries.ts';
import { AppError } from '../errors.ts';
import { findSettings } from '../settings/queries.ts';
import { listNotifiedSystems } from '../systems/erasures/queries.ts';
import type { NotifiedSystem } from '../systems/erasures/schema.ts';
import { router, systemProcedure } from '../trpc.ts';
import { SYSTEM_REQUESTS_PER_MINUTE } from '../values/limits-and-periods.ts';
import { page } from '../values/schema.ts';
import { enterBySystem } from './enter.ts';
import { findRequestForKey, listRequestsForKey } from './reading-queries.ts';
import { ReadRequestDetail, ReadRequestPage, ReadRequestsInput } from './reading-schema.ts';
import { EnteredRequest, RequestRef, SystemRequest } from './schema.ts';

const PER_MINUTE = { window: 60, max: SYSTEM_REQUESTS_PER_MINUTE };

export const requestsSystem = router({
  /**
   * Enters a request that a system received from a customer. The same idempotency key answers with the same request. Errors:
   * `customer_not_found`, `ambiguous_customer`, `customer_closed`, `request_already_pending`, `too_many_pending`,
   * `idempotency_key_reused`, `personal_data_management_off`, `too_many_requests`.
   */
  create: systemProcedure('requests:write')
    .input(SystemRequest)
    .output(EnteredRequest)
    .mutation(async ({ ctx, input }) => {
      const { allowed, retryAfter } = await ctx.charge(`system_request\0${ctx.systemId}`, PER_MINUTE);
      if (!allowed) throw new AppError('too_many_requests', { retryAfter });
      return enterBySystem(ctx, input);
    }),

  /** Every request, newest first: without names, notes or reasons. */
  list: systemProcedure('requests:read')
    .input(ReadRequestsInput)
    .output(ReadRequestPage)
    .query(async ({ ctx, input }) => {
      const { timeZone } = await findSettings(ctx.sql);
      return page(await listRequestsForKey(ctx.sql, input, dayIn(zoneOrFallback(timeZone))), input.limit);
    }),

  /** One request with the counts of its customer’s services and invoices. Errors: `request_not_found`. */
  get: systemProcedure('requests:read')
    .input(RequestRef)
    .output(ReadRequestDetail)
    .query(async ({ ctx, input: { requestId } }) => {
      const { timeZone } = await findSettings(ctx.sql);
      const request = await findRequestForKey(ctx.sql, requestId, dayIn(zoneOrFallback(timeZone)));
      if (request === undefined) throw new AppError('request_not_found');
      const { customerId } = request;
      if (customerId !== null) await recordReadings(ctx.sql, ctx.systemKeyId, [customerId]);
      const [systems, standing] = await Promise.all([
        listNotifiedSystems(ctx.sql, requestId),
        customerId === null ? null : findStanding(ctx.sql, customerId),
      ]);
      return { ...request, standing, systems: systems.map(withoutIds) };
    }),
});

/** Its own ids of the person are for the system alone, and its reason may name one. */
const withoutIds = ({ name, dueAt, overdue, result, acknowledgedAt }: NotifiedSystem) => ({
  name,
  dueAt,
  overdue,
  result,
  acknowledgedAt,
});
