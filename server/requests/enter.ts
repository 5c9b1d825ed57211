import type { Sql, TransactionSql } from 'postgres';
import type { InferOutput } from 'valibot';
import { ChangedBeforeLock, CONNECTION_LOST, UNIQUE_VIOLATION } from '../../db/errors.ts';
import { inTransaction, retryTransaction } from '../../db/transaction.ts';
import { lockCustomer } from '../customers/lock.ts';
import { AppError } from '../errors.ts';
import { isAmbiguous } from '../systems/external-ids/naming-queries.ts';
import { create } from './create.ts';
import {
  type EarlierRequest,
  findByIdempotencyKey,
  findCustomerOfSystem,
  isBelowPendingLimit,
  lockCustomerForRequest,
} from './entry-queries.ts';
import { MOST_PENDING } from './rules.ts';
import type { EnteredRequest, EnterRequestInput, SystemRequest } from './schema.ts';

/* A request that reached the company, and not Lethe: an admin or a system enters it. */

type Entered = InferOutput<typeof EnteredRequest>;
type Input = InferOutput<typeof SystemRequest>;

/** What a customer asked by phone or letter. Errors: `customer_not_found`, `customer_closed`, `personal_data_management_off`. */
export const enterByAdmin = (
  { sql, url, adminId }: { sql: Sql; url: string; adminId: string },
  { customerId, type, note, receivedOn }: InferOutput<typeof EnterRequestInput>,
): Promise<Entered> =>
  inTransaction(sql, async (tx) => {
    const state = await lockCustomerForRequest(tx, customerId);
    if (state === null) throw new AppError('customer_not_found');
    if (state === 'starred') throw new AppError('customer_closed');
    const entered = await create(tx, url, {
      customerId,
      type,
      note: note || null,
      enteredBy: adminId,
      receivedOn: receivedOn ?? null,
      received: null,
    });
    return { requestId: entered.requestId, number: entered.number };
  });

interface System {
  sql: Sql;
  url: string;
  systemId: string;
  systemKeyId: string;
}

/** Of two simultaneous calls with one idempotency key one wins; the other tries again and gets the same answer. */
export const enterBySystem = (ctx: System, input: Input): Promise<Entered> =>
  retryTransaction(
    () => inTransaction(ctx.sql, (tx) => enterOnce(tx, ctx, input)),
    // Without a key, Lethe would refuse the repeated call because of the request that it entered itself.
    input.idempotencyKey === undefined ? [UNIQUE_VIOLATION] : [UNIQUE_VIOLATION, ...CONNECTION_LOST],
  );

async function enterOnce(
  tx: TransactionSql,
  { url, systemId, systemKeyId }: System,
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
