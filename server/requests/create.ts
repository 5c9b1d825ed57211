import type { TransactionSql } from 'postgres';
import { recordAudit } from '../audit/queries.ts';
import { markShared } from '../customers/lock.ts';
import { AppError } from '../errors.ts';
import { enqueueForAdmins, enqueueLetter, renderNotification } from '../notifications/queries.ts';
import { rolesWith } from '../team/rules.ts';
import {
  type DeadlineTerms,
  type EndedRequest,
  endEnteredBySystem,
  findDeadlineTerms,
  findLetterAddressee,
  type InsertedRequest,
  insertRequest,
  type NewRequest,
  recordReplacedBy,
} from './entry-queries.ts';

/**
 * Enters a request and queues letters to the customer and the admins. The caller's transaction holds the customer's lock.
 * Errors: `personal_data_management_off`, `request_already_pending`.
 */
export async function create(tx: TransactionSql, url: string, request: NewRequest): Promise<InsertedRequest> {
  const entered = await insertRequest(tx, request, await requireDeadlineTerms(tx));
  if (entered === null) throw new AppError('request_already_pending');
  await queueRequestLetters(tx, url, request, entered);
  return entered;
}

/**
 * Enters the customer's own request. It replaces a pending one that a system entered for them, and keeps its deadline where that is
 * earlier: the month of GDPR Art. 12(3) began with the first receipt. Errors: `personal_data_management_off`, `request_already_pending`.
 */
export async function createOwn(
  tx: TransactionSql,
  url: string,
  request: NewRequest,
): Promise<InsertedRequest> {
  const terms = await requireDeadlineTerms(tx);
  const ended = await endEnteredBySystem(tx, request.customerId);
  const entered = await insertRequest(tx, request, { ...terms, answerBy: ended?.answerBy });
  if (entered === null) throw new AppError('request_already_pending');
  if (ended !== undefined) await recordReplacement(tx, ended, entered);
  await queueRequestLetters(tx, url, request, entered, ended?.number);
  return entered;
}

/** While Personal Data Management is off, Lethe promises no answer to anybody. */
async function requireDeadlineTerms(tx: TransactionSql): Promise<DeadlineTerms> {
  const terms = await findDeadlineTerms(tx);
  if (!terms.enabled) throw new AppError('personal_data_management_off');
  return terms;
}

async function recordReplacement(
  tx: TransactionSql,
  { requestId }: EndedRequest,
  { number }: InsertedRequest,
): Promise<void> {
  await recordReplacedBy(tx, requestId, number);
  await recordAudit(tx, { actor: null, action: 'request_replaced', requestId, details: { by: number } });
}

async function queueRequestLetters(
  tx: TransactionSql,
  url: string,
  request: NewRequest,
  { requestId, number, answerBy }: InsertedRequest,
  replaces?: number,
): Promise<void> {
  await markShared(tx, request.received?.systemId ?? null, [request.customerId]);
  if (request.enteredBy !== null || request.received !== null) {
    const { systemId, systemKeyId } = request.received ?? {};
    const action = 'request_entered';
    await recordAudit(tx, {
      actor: request.enteredBy,
      systemKeyId,
      action,
      requestId,
      details: { systemId },
    });
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
    await enqueueLetter(tx, { customerId, requestId, template: 'request_received', to: email, ...received });
  }
  const link = `${url}/admin/requests/${requestId}`;
  const news = await renderNotification(tx, 'new_request', {
    ...facts,
    fullName: null,
    access: 'account',
    url,
    link,
  });
  await enqueueForAdmins(
    tx,
    { roles: rolesWith('requests') },
    { requestId, template: 'new_request', ...news },
  );
}
