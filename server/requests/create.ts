import type { TransactionSql } from 'postgres';
import { recordAudit } from '../audit/queries.ts';
import { markShared } from '../customers/lock.ts';
import { AppError } from '../errors.ts';
import { enqueue, enqueueForEachAdmin, renderNotification } from '../notifications/queries.ts';
import {
  type EndedRequest,
  endEnteredBySystem,
  findLetterAddressee,
  findPromiseTermsRow,
  insertRequest,
  type NewRequest,
  noteReplaced,
  type PromiseTerms,
  type RequestRef,
} from './entry-queries.ts';

/**
 * Enters a request and tells customer and admins, in the caller's transaction, which holds the customer's lock.
 * Errors: `personal_data_management_off`, `request_already_pending`.
 */
export async function create(tx: TransactionSql, url: string, request: NewRequest): Promise<RequestRef> {
  const entered = await insertRequest(tx, request, await findPromiseTerms(tx));
  if (entered === null) throw new AppError('request_already_pending');
  await queueRequestLetters(tx, url, request, entered);
  return entered;
}

/**
 * The same for the customers themselves, who hold their turn: what a system entered for them bars nothing, theirs takes its place. The month
 * ran from the first receipt, so the earlier deadline stays. Errors: `personal_data_management_off`, `request_already_pending`.
 */
export async function createOwn(tx: TransactionSql, url: string, request: NewRequest): Promise<RequestRef> {
  const promising = await findPromiseTerms(tx);
  const ended = await endEnteredBySystem(tx, request.customerId);
  const entered = await insertRequest(tx, request, { ...promising, answerBy: ended?.answerBy });
  if (entered === null) throw new AppError('request_already_pending');
  if (ended !== undefined) await recordReplacement(tx, ended, entered);
  await queueRequestLetters(tx, url, request, entered, ended?.number);
  return entered;
}

/** While Personal Data Management is off, nothing is promised to anybody. */
async function findPromiseTerms(tx: TransactionSql): Promise<PromiseTerms> {
  const promising = await findPromiseTermsRow(tx);
  if (!promising.enabled) throw new AppError('personal_data_management_off');
  return promising;
}

async function recordReplacement(
  tx: TransactionSql,
  { requestId }: EndedRequest,
  { number }: RequestRef,
): Promise<void> {
  await noteReplaced(tx, requestId, number);
  await recordAudit(tx, { actor: null, action: 'request_replaced', requestId, details: { by: number } });
}

async function queueRequestLetters(
  tx: TransactionSql,
  url: string,
  request: NewRequest,
  { requestId, number, answerBy }: RequestRef,
  replaces?: number,
): Promise<void> {
  await markShared(tx, request.received?.systemId ?? null, [request.customerId]);
  if (request.enteredBy !== null || request.received !== null) {
    const details = request.received === null ? {} : { systemId: request.received.systemId };
    await recordAudit(tx, { actor: request.enteredBy, action: 'request_entered', requestId, details });
  }
  const facts = { requestNumber: number, requestType: request.type, answerBy };
  const { email, fullName, access } = await findLetterAddressee(tx, request.customerId);
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
