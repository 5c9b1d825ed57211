import type { TransactionSql } from 'postgres';
import type { InferOutput } from 'valibot';
import { asAWhole, CONNECTION_LOST, inOneTransaction, UNIQUE_VIOLATION } from '../../db/transaction.ts';
import { takeTurns } from '../customers/lock.ts';
import { AppError } from '../errors.ts';
import { ChangedMeanwhile } from '../intake/concerned.ts';
import { isAmbiguous } from '../recipients/naming-queries.ts';
import { type Context, router, serviceProcedure } from '../trpc.ts';
import { create } from './create.ts';
import {
  type EnteredBefore,
  findByIdempotencyKey,
  findCustomerNamed,
  hasRoomFor,
  holdForRequest,
} from './entry-queries.ts';
import { MOST_PENDING } from './rules.ts';
import { EnteredRequest, ServiceRequest } from './schema.ts';

type Entered = InferOutput<typeof EnteredRequest>;
type Input = InferOutput<typeof ServiceRequest>;
type Entering = Context & { recipientId: string };

/** Each is mailed to every admin: whoever found a key must not fill their mailboxes. */
const PER_MINUTE = { window: 60, max: 30 };

export const requestsService = router({
  /**
   * Enters what a service received on a customer's behalf. The same idempotency key answers with the same request. Errors:
   * `customer_not_found`, `ambiguous_customer`, `customer_closed`, `request_already_pending`, `too_many_pending`,
   * `idempotency_key_reused`, `personal_data_management_off`, `too_many_requests`.
   */
  create: serviceProcedure('requests:write')
    .input(ServiceRequest)
    .output(EnteredRequest)
    .mutation(async ({ ctx, input }) => {
      const { allowed, retryAfter } = await ctx.charge(`service_request\0${ctx.recipientId}`, PER_MINUTE);
      if (!allowed) throw new AppError('too_many_requests', { retryAfter });
      return enter(ctx, input);
    }),
});

/** One call of a key wins; whoever comes beside it looks again and is answered by what the first has entered. */
const enter = (ctx: Entering, input: Input): Promise<Entered> =>
  asAWhole(
    () => inOneTransaction(ctx.sql, (tx) => enterOnce(tx, ctx, input)),
    // Without a key, a repeated call would be refused for the request that it entered itself.
    input.idempotencyKey === undefined ? [UNIQUE_VIOLATION] : [UNIQUE_VIOLATION, ...CONNECTION_LOST],
  );

async function enterOnce(
  tx: TransactionSql,
  { url, recipientId }: Entering,
  { customer, type, note, receivedBy, receivedOn, idempotencyKey }: Input,
): Promise<Entered> {
  const customerId = await findCustomerNamed(tx, recipientId, customer);
  const state = customerId === null ? null : await holdForRequest(tx, customerId);
  // Of two calls with one key the second sees what the first has entered.
  if (customerId !== null) await takeTurns(tx, customerId);
  const entered = idempotencyKey && (await findByIdempotencyKey(tx, recipientId, idempotencyKey));
  if (entered) return again(entered, type, state === null ? null : customerId);
  if (customerId === null || state === null) {
    const several = await isAmbiguous(tx, recipientId, customer);
    throw new AppError(several ? 'ambiguous_customer' : 'customer_not_found');
  }
  if (state === 'starred') throw new AppError('customer_closed');
  // The address or the id may have gone to somebody else while the lock was waited for.
  if (state === 'open' && (await findCustomerNamed(tx, recipientId, customer)) !== customerId)
    throw new ChangedMeanwhile();
  if (!(await hasRoomFor(tx, recipientId, MOST_PENDING))) throw new AppError('too_many_pending');
  const { requestId, number } = await create(tx, url, {
    customerId,
    type,
    note: note || null,
    enteredBy: null,
    receivedOn: receivedOn ?? null,
    received: { recipientId, by: receivedBy, idempotencyKey: idempotencyKey ?? null },
  });
  return { requestId, number };
}

/** A key names one call, and so one person and one wish. Whoever was erased since is named by nothing, and cannot be compared. */
function again(
  { customerId, requestId, number, type }: EnteredBefore,
  wished: Input['type'],
  named: string | null,
): Entered {
  if (type !== wished || (named !== null && named !== customerId))
    throw new AppError('idempotency_key_reused');
  return { requestId, number };
}
