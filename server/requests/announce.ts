import type { Sql } from 'postgres';
import { recordAudit } from '../audit/queries.ts';
import { writeForCustomer } from '../customers/lock.ts';
import { enqueueLetter, renderNotification } from '../notifications/queries.ts';
import { announceRequest, type UnannouncedRequest } from './automatic-queries.ts';
import { findLetterAddressee } from './entry-queries.ts';
import { findOwnRequest } from './own-queries.ts';

/**
 * Tells the customer the day on which Lethe decides, and begins the waiting period, in one transaction. Without an address there is no
 * letter; the customer's page shows the day. `minutes`: how far the operator's clock is ahead of UTC. Errors: `customer_closed`.
 */
export const announce = (
  sql: Sql,
  url: string,
  { requestId, customerId }: UnannouncedRequest,
  minutes: number,
): Promise<void> =>
  writeForCustomer(sql, customerId, async (tx) => {
    if (!(await announceRequest(tx, requestId, minutes))) return;
    const request = await findOwnRequest(tx, customerId, requestId);
    if (!request?.automaticOn) return;
    const { number: requestNumber, type: requestType, answerBy, automaticOn } = request;
    await recordAudit(tx, {
      actor: null,
      action: 'automatic_announced',
      requestId,
      details: { on: automaticOn },
    });
    const { email, fullName, access } = await findLetterAddressee(tx, customerId);
    if (email === null) return;
    const template = 'automatic_announced';
    const facts = { requestNumber, requestType, answerBy, automaticOn, fullName, access, url };
    const letter = await renderNotification(tx, template, facts);
    await enqueueLetter(tx, { customerId, requestId, template, to: email, ...letter });
  });
