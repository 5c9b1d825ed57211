import type { InferOutput } from 'valibot';
import { takeTurns } from '../customers/lock.ts';
import { AppError } from '../errors.ts';
import { isUnproven } from '../intake/customer-rules.ts';
import { findHeld, forgetPasswords } from '../intake/queries.ts';
import { type Context, router, serviceProcedure } from '../trpc.ts';
import { create } from './create.ts';
import { findByIdempotencyKey, findCustomerNamed, holdForRequest } from './queries.ts';
import { EnteredRequest, ServiceRequest } from './schema.ts';

type Entered = InferOutput<typeof EnteredRequest>;

export const requestsService = router({
  /**
   * Enters what a service received on a customer's behalf. The same idempotency key answers with the same request. Errors:
   * `customer_not_found`, `customer_closed`, `request_already_pending`, `idempotency_key_reused`.
   */
  create: serviceProcedure('requests:write')
    .input(ServiceRequest)
    .output(EnteredRequest)
    .mutation(({ ctx, input }) => enter(ctx, input)),
});

function enter(
  { sql, url, recipientId }: Context & { recipientId: string },
  { customer, type, note, receivedBy, receivedOn, idempotencyKey }: InferOutput<typeof ServiceRequest>,
): Promise<Entered> {
  return sql.begin(async (tx): Promise<Entered> => {
    const customerId = await findCustomerNamed(tx, recipientId, customer);
    const state = customerId === null ? null : await holdForRequest(tx, customerId);
    // Of two calls with one key the second sees what the first has entered.
    if (customerId !== null) await takeTurns(tx, customerId);
    const entered = idempotencyKey && (await findByIdempotencyKey(tx, recipientId, idempotencyKey));
    if (entered) return again(entered, state === null ? null : customerId);
    if (customerId === null || state === null) throw new AppError('customer_not_found');
    if (state === 'starred') throw new AppError('customer_closed');
    if ('email' in customer) {
      const unproven = (await findHeld(tx, recipientId, [customerId])).filter(isUnproven);
      await forgetPasswords(
        tx,
        unproven.map((one) => one.customerId),
      );
    }
    const received = {
      recipientId,
      by: receivedBy,
      on: receivedOn ?? null,
      idempotencyKey: idempotencyKey ?? null,
    };
    const { requestId, number } = await create(tx, url, {
      customerId,
      type,
      note: note || null,
      enteredBy: null,
      received,
    });
    return { requestId, number };
  });
}

/** The person may have been erased since, and nothing names them any more; but a key names one call, and so one person. */
function again(
  { customerId, requestId, number }: Entered & { customerId: string | null },
  named: string | null,
): Entered {
  if (named !== null && named !== customerId) throw new AppError('idempotency_key_reused');
  return { requestId, number };
}
