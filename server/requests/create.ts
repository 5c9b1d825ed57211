import type { TransactionSql } from 'postgres';
import { recordAudit } from '../audit/queries.ts';
import { AppError } from '../errors.ts';
import { markShared } from '../intake/queries.ts';
import { enqueue, enqueueForEachAdmin, renderNotification } from '../notifications/queries.ts';
import {
  type Ended,
  endEnteredByService,
  findPromising,
  findRecipient,
  insertRequest,
  type NewRequest,
  noteReplaced,
  type Promising,
  type RequestRef,
} from './entry-queries.ts';

/**
 * Enters a request and tells customer and admins, in the caller's transaction, which holds the customer's lock.
 * Errors: `personal_data_management_off`, `request_already_pending`.
 */
export async function create(tx: TransactionSql, url: string, request: NewRequest): Promise<RequestRef> {
  const entered = await insertRequest(tx, request, await promisingNow(tx));
  if (entered === null) throw new AppError('request_already_pending');
  await tellOf(tx, url, request, entered);
  return entered;
}

/**
 * The same for the customers themselves, who hold their turn: what a service entered for them bars nothing, theirs takes its place. The month
 * ran from the first receipt, so the earlier deadline stays. Errors: `personal_data_management_off`, `request_already_pending`.
 */
export async function createOwn(tx: TransactionSql, url: string, request: NewRequest): Promise<RequestRef> {
  const promising = await promisingNow(tx);
  const ended = await endEnteredByService(tx, request.customerId);
  const entered = await insertRequest(tx, request, { ...promising, answerBy: ended?.answerBy });
  if (entered === null) throw new AppError('request_already_pending');
  if (ended !== undefined) await replace(tx, ended, entered);
  await tellOf(tx, url, request, entered, ended?.number);
  return entered;
}

/** While Personal Data Management is off, nothing is promised to anybody. */
async function promisingNow(tx: TransactionSql): Promise<Promising> {
  const promising = await findPromising(tx);
  if (!promising.enabled) throw new AppError('personal_data_management_off');
  return promising;
}

async function replace(tx: TransactionSql, { requestId }: Ended, { number }: RequestRef): Promise<void> {
  await noteReplaced(tx, requestId, number);
  await recordAudit(tx, { actor: null, action: 'request_replaced', requestId, details: { by: number } });
}

async function tellOf(
  tx: TransactionSql,
  url: string,
  request: NewRequest,
  { requestId, number, answerBy }: RequestRef,
  replaces?: number,
): Promise<void> {
  await markShared(tx, request.received?.recipientId ?? null, [request.customerId]);
  if (request.enteredBy !== null || request.received !== null) {
    const details = request.received === null ? {} : { recipientId: request.received.recipientId };
    await recordAudit(tx, { actor: request.enteredBy, action: 'request_entered', requestId, details });
  }
  const facts = { requestNumber: number, requestType: request.type, answerBy };
  const { email, fullName, access } = await findRecipient(tx, request.customerId);
  if (email !== null) {
    const received = await renderNotification(tx, 'request_received', {
      ...facts,
      fullName,
      access,
      url,
      replaces,
    });
    const { customerId } = request;
    await enqueue(tx, { customerId, requestId, template: 'request_received', to: email, ...received });
  }
  const link = `${url}/admin/requests/${requestId}`;
  const news = await renderNotification(tx, 'new_request', {
    ...facts,
    fullName: null,
    access: 'account',
    url,
    link,
  });
  await enqueueForEachAdmin(tx, { requestId, template: 'new_request', ...news });
}
