import * as v from 'valibot';
import * as queries from '../../../server/consents/queries.ts';
import {
  ConsentHistory,
  ConsentPage,
  ConsentStatus,
  ConsentTextPage,
} from '../../../server/consents/schema.ts';
import { Instant } from '../../../server/values/schema.ts';
import {
  admin,
  answers,
  type Calls,
  id,
  inTransaction,
  next,
  nothing,
  page,
  some,
  sql,
  systemId,
} from './sample.ts';

export const consents: Calls = {
  'consents/queries': {
    findConsentStatus: answers(() => queries.findConsentStatus(sql, id), ConsentStatus),
    recordConsent: answers(
      () =>
        inTransaction((tx) =>
          queries.recordConsent(tx, id, {
            action: 'granted',
            textVersion: 1,
            ipAddress: null,
            userAgent: null,
          }),
        ),
      nothing,
    ),
    listConsentsOfCustomer: answers(
      () => queries.listConsentsOfCustomer(sql, id, page),
      some(ConsentHistory.entries.items.item),
    ),
    listConsents: answers(
      async () => [
        ...(await queries.listConsents(sql, next)),
        ...(await queries.listConsents(sql, { ...next, action: 'granted' })),
      ],
      some(ConsentPage.entries.items.item),
    ),
    listConsentTexts: answers(
      () => queries.listConsentTexts(sql, next),
      some(ConsentTextPage.entries.items.item),
      'one count over an index for each of the few texts; here everybody gave their consent to one',
    ),
    addConsentText: answers(
      () => inTransaction((tx) => queries.addConsentText(tx, admin, { text: 'New.', purposes: ['billing'] })),
      v.number(),
    ),
    lockConsentTexts: answers(() => inTransaction((tx) => queries.lockConsentTexts(tx)), nothing),
    findNewestText: answers(
      () => queries.findNewestText(sql),
      v.pick(ConsentTextPage.entries.items.item, ['version', 'text', 'purposes']),
    ),
    findConsentForSystem: answers(
      async () => {
        const named = { customer: { externalId: 'unknown' } };
        await queries.findConsentForSystem(sql, systemId, named);
        return queries.findConsentForSystem(sql, systemId, {
          customer: { customerId: id },
          purpose: 'billing',
        });
      },
      v.strictObject({
        state: v.literal('open'),
        action: v.literal('granted'),
        textVersion: v.number(),
        at: Instant,
        covered: v.boolean(),
        removalPending: v.boolean(),
      }),
    ),
  },
};
