import type { TransactionSql } from 'postgres';
import type { InferOutput } from 'valibot';
import { CONNECTION_LOST, UNIQUE_VIOLATION } from '../../db/errors.ts';
import { inTransaction, retryTransaction } from '../../db/transaction.ts';
import { lockCustomer } from '../customers/lock.ts';
import { AppError } from '../errors.ts';
import { isAmbiguous } from '../systems/external-ids/naming-queries.ts';
import { CustomersChanged } from '../systems/intake/resolve-customers.ts';
import { type Context, router, systemProcedure } from '../trpc.ts';
import { create } from './create.ts';
import {
  type EnteredBefore,
  findByIdempotencyKey,
  findCustomerNamed,
  hasRoomFor,
  holdForRequest,
} from './entry-queries.ts';
import { MOST_PENDING } from './rules.ts';
import { EnteredRequest, SystemRequest } from './schema.ts';

type Entered = InferOutput<typeof EnteredRequest>;
type Input = InferOutput<typeof SystemRequest>;
type Entering = Context & { systemId: string };

/** Each is mailed to every admin: whoever found a key must not fill their mailboxes. */
const PER_MINUTE = { window: 60, max: 30 };

export const requestsSystem = router({
  /**
   * Enters what a system received on a customer's behalf. The same idempotency key answers with the same request. Errors:
   * `customer_not_found`, `ambiguous_customer`, `customer_closed`, `request_already_pending`, `too_many_pending`,
   * `idempotency_key_reused`, `personal_data_management_off`, `too_many_requests`.
   */
  create: systemProcedure('requests:write')
    .input(SystemRequest)
    .output(EnteredRequest)
    .mutation(async ({ ctx, input }) => {
      const { allowed, retryAfter } = await ctx.charge(`system_request\0${ctx.systemId}`, PER_MINUTE);
      if (!allowed) throw new AppError('too_many_requests', { retryAfter });
      return enter(ctx, input);
    }),
});

/** One call of a key wins; whoever comes beside it looks again and is answered by what the first has entered. */
const enter = (ctx: Entering, input: Input): Promise<Entered> =>
  retryTransaction(
    () => inTransaction(ctx.sql, (tx) => enterOnce(tx, ctx, input)),
    // Without a key, a repeated call would be refused for the request that it entered itself.
    input.idempotencyKey === undefined ? [UNIQUE_VIOLATION] : [UNIQUE_VIOLATION, ...CONNECTION_LOST],
  );

async function enterOnce(
  tx: TransactionSql,
  { url, systemId }: Entering,
  { customer, type, note, receivedBy, receivedOn, idempotencyKey }: Input,
): Promise<Entered> {
  const customerId = await findCustomerNamed(tx, systemId, customer);
  const state = customerId === null ? null : await holdForRequest(tx, customerId);
  // Of two calls with one key the second sees what the first has entered.
  if (customerId !== null) await lockCustomer(tx, customerId);
  const entered = idempotencyKey && (await findByIdempotencyKey(tx, systemId, idempotencyKey));
  if (entered) return again(entered, type, state === null ? null : customerId);
  if (customerId === null || state === null) {
    const several = await isAmbiguous(tx, systemId, customer);
    throw new AppError(several ? 'ambiguous_customer' : 'customer_not_found');
  }
  if (state === 'starred') throw new AppError('customer_closed');
  // The address or the id may have gone to somebody else while the lock was waited for.
  if (state === 'open' && (await findCustomerNamed(tx, systemId, customer)) !== customerId)
    throw new CustomersChanged();
  if (!(await hasRoomFor(tx, systemId, MOST_PENDING))) throw new AppError('too_many_pending');
  const { requestId, number } = await create(tx, url, {
    customerId,
    type,
    note: note || null,
    enteredBy: null,
    receivedOn: receivedOn ?? null,
    received: { systemId, by: receivedBy, idempotencyKey: idempotencyKey ?? null },
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
