import type { TransactionSql } from 'postgres';
import type { InferOutput } from 'valibot';
import { ChangedBeforeLock, CONNECTION_LOST, UNIQUE_VIOLATION } from '../../db/errors.ts';
import { inTransaction, retryTransaction } from '../../db/transaction.ts';
import { recordReadings } from '../audit/queries.ts';
import { dayIn, zoneOrFallback } from '../calendar/rules.ts';
import { findStanding } from '../customers/contract-queries.ts';
import { lockCustomer } from '../customers/lock.ts';
import { AppError } from '../errors.ts';
import { findSettings } from '../settings/queries.ts';
import { listNotifiedSystems } from '../systems/erasures/queries.ts';
import type { NotifiedSystem } from '../systems/erasures/schema.ts';
import { isAmbiguous } from '../systems/external-ids/naming-queries.ts';
import { type Context, router, systemProcedure } from '../trpc.ts';
import { SYSTEM_REQUESTS_PER_MINUTE } from '../values/limits-and-periods.ts';
import { page } from '../values/schema.ts';
import { create } from './create.ts';
import {
  type EarlierRequest,
  findByIdempotencyKey,
  findCustomerOfSystem,
  isBelowPendingLimit,
  lockCustomerForRequest,
} from './entry-queries.ts';
import { findRequestForKey, listRequestsForKey } from './reading-queries.ts';
import { ReadRequestDetail, ReadRequestPage, ReadRequestsInput } from './reading-schema.ts';
import { MOST_PENDING } from './rules.ts';
import { EnteredRequest, RequestRef, SystemRequest } from './schema.ts';

type Entered = InferOutput<typeof EnteredRequest>;
type Input = InferOutput<typeof SystemRequest>;
type SystemContext = Context & { systemId: string; systemKeyId: string };

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
      return enterRequest(ctx, input);
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

/** Of two simultaneous calls with one idempotency key one wins; the other tries again and gets the same answer. */
const enterRequest = (ctx: SystemContext, input: Input): Promise<Entered> =>
  retryTransaction(
    () => inTransaction(ctx.sql, (tx) => enterOnce(tx, ctx, input)),
    // Without a key, Lethe would refuse the repeated call because of the request that it entered itself.
    input.idempotencyKey === undefined ? [UNIQUE_VIOLATION] : [UNIQUE_VIOLATION, ...CONNECTION_LOST],
  );

async function enterOnce(
  tx: TransactionSql,
  { url, systemId, systemKeyId }: SystemContext,
  { customer, type, note, receivedBy, receivedOn, idempotencyKey }: Input,
): Promise<Entered> {
  const customerId = await findCustomerOfSystem(tx, systemId, customer);
  const state = customerId === null ? null : await lockCustomerForRequest(tx, customerId);
  // The lock lets the second of two calls with one key see what the first has entered.
  if (customerId !== null) await lockCustomer(tx, customerId);
  const entered = idempotencyKey && (await findByIdempotencyKey(tx, systemId, idempotencyKey));
  if (entered) return answerRepeatedCall(entered, type, state === null ? null : customerId);
  if (customerId === null || state === null) {
    const ambiguous = await isAmbiguous(tx, systemId, customer);
    throw new AppError(ambiguous ? 'ambiguous_customer' : 'customer_not_found');
  }
  if (state === 'starred') throw new AppError('customer_closed');
  // While this call waited for the lock, the address or the id may have gone to another customer.
  if (state === 'open' && (await findCustomerOfSystem(tx, systemId, customer)) !== customerId)
    throw new ChangedBeforeLock();
  if (!(await isBelowPendingLimit(tx, systemId, MOST_PENDING))) throw new AppError('too_many_pending');
  const { requestId, number } = await create(tx, url, {
    customerId,
    type,
    note: note || null,
    enteredBy: null,
    receivedOn: receivedOn ?? null,
    received: { systemId, systemKeyId, by: receivedBy, idempotencyKey: idempotencyKey ?? null },
  });
  return { requestId, number };
}

/** An idempotency key belongs to one customer and one type. An erased customer can no longer be found, so then only types are compared. */
function answerRepeatedCall(
  { customerId, requestId, number, type }: EarlierRequest,
  requestedType: Input['type'],
  requestedCustomerId: string | null,
): Entered {
  const isOtherCustomer = requestedCustomerId !== null && requestedCustomerId !== customerId;
  if (type !== requestedType || isOtherCustomer) throw new AppError('idempotency_key_reused');
  return { requestId, number };
}
