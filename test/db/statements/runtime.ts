import { createHash } from 'node:crypto';
import * as v from 'valibot';
import * as audit from '../../../server/audit/queries.ts';
import { AuditActor, AuditListItem } from '../../../server/audit/schema.ts';
import * as claims from '../../../server/blacklist/claim-queries.ts';
import * as blacklist from '../../../server/blacklist/queries.ts';
import { BlacklistEntry, BlacklistPage, RemovedFromBlacklist } from '../../../server/blacklist/schema.ts';
import { exampleFacts } from '../../../server/notifications/example.ts';
import * as outbox from '../../../server/notifications/outbox-queries.ts';
import * as notifications from '../../../server/notifications/queries.ts';
import { Template, TestMessage, UndeliveredMessage } from '../../../server/notifications/schema.ts';
import * as testMessage from '../../../server/notifications/test-message.ts';
import * as undelivered from '../../../server/notifications/undelivered.ts';
import { compareWithCatalog } from '../../../server/personal-data/compare.ts';
import { personalDataMap } from '../../../server/personal-data/map.ts';
import { countPersonalData, findInstalledMap } from '../../../server/personal-data/queries.ts';
import { verifySecrets } from '../../../server/runtime/fingerprints.ts';
import { createRateLimiter } from '../../../server/runtime/rate-limit.ts';
import { prune } from '../../../server/runtime/retention.ts';
import * as logo from '../../../server/settings/logo/queries.ts';
import { readPicture } from '../../../server/settings/logo/read-picture.ts';
import * as settings from '../../../server/settings/queries.ts';
import { Logo, OperatorOnPages, Settings } from '../../../server/settings/schema.ts';
import { Uuid } from '../../../server/values/schema.ts';
import { sha256 } from '../../../server/values/tokens.ts';
import { png } from '../../support/pictures.ts';
import {
  admin,
  after,
  answers,
  app,
  bytes,
  type Calls,
  id,
  inTransaction,
  mightBe,
  next,
  no,
  nothing,
  page,
  requestId,
  some,
  sql,
  text,
  yes,
} from './sample.ts';

const Content = v.strictObject({ subject: text, body: text });
const message = {
  customerId: null,
  requestId: null,
  template: 'new_request',
  to: 'a@b.example',
  subject: 's',
  body: 'b',
};
let identifiers = 0;
const identifier = () => ({ kind: 'email' as const, hmac: new Uint8Array(bytes(`a hash ${++identifiers}`)) });
/** One of the crowd's, which `insertCrowd` lists. */
const listed = {
  kind: 'email' as const,
  hmac: new Uint8Array(await crypto.subtle.digest('SHA-256', bytes('7'))),
};
const queued = async () => {
  const [row] = await app<[{ id: string }]>`
    insert into lethe.outbox (template, to_address, subject, body) values ('new_request', 'a@b.example', 's', 'b') returning id`;
  return row.id;
};
const refused = async () => {
  const messageId = await queued();
  await outbox.refuseMessage(sql, messageId, 'smtp_550');
  return messageId;
};
const saved = () => logo.saveLogo(app, admin, readPicture(png()));
const entryId = async () => {
  const [row] = await app<[{ id: string }]>`select id from lethe.blacklist limit 1`;
  return row.id;
};

export const house: Calls = {
  'audit/queries': {
    recordAudit: answers(
      () => audit.recordAudit(sql, { actor: admin, action: 'request_entered', requestId }),
      nothing,
    ),
    recordView: answers(() => audit.recordView(sql, admin, id), nothing),
    recordReadings: answers(() => audit.recordReadings(sql, id, [id]), nothing),
    recordSending: answers(() => audit.recordSending(sql, id), nothing),
    endOldEntries: answers(() => audit.endOldEntries(sql, 1), v.literal(0)),
    listActors: answers(() => audit.listActors(sql), some(AuditActor)),
    listAudit: answers(() => audit.listAudit(sql, 'Europe/Berlin', page), some(AuditListItem)),
  },
  'blacklist/queries': {
    isBlacklisted: answers(() => blacklist.isBlacklisted(sql, [identifier()]), no),
    listBlacklisted: answers(() => blacklist.listBlacklisted(sql, [identifier()]), v.map(text, v.boolean())),
    findBlacklistEntries: answers(() => blacklist.findBlacklistEntries(sql, next), BlacklistPage),
    findEntriesByIdentifiers: answers(
      () => blacklist.findEntriesByIdentifiers(sql, [listed]),
      some(BlacklistEntry),
    ),
  },
  'blacklist/claim-queries': {
    addClaimByHand: answers(
      () => claims.addClaimByHand(sql, admin, identifier(), 'fraud'),
      v.strictObject({ entryId: Uuid }),
    ),
    removeClaims: answers(
      async () => claims.removeClaims(sql, admin, { entryId: await entryId(), allClaims: true }),
      RemovedFromBlacklist,
    ),
    removeClaimsOfRequests: answers(
      () => inTransaction((tx) => claims.removeClaimsOfRequests(tx, [requestId])),
      v.number(),
    ),
  },
  'runtime/fingerprints': {
    verifySecrets: answers(
      async () =>
        after(
          app`update lethe.settings set secret_fingerprint = ${await sha256('lethe fingerprint\0a')},
            blacklist_key_fingerprint = ${await sha256('lethe fingerprint\0b')}`,
          () => verifySecrets(sql, { secret: 'a', blacklistKey: 'b' }),
        ),
      nothing,
      'Once at each start, it looks whether there is a first row.',
    ),
  },
  'notifications/outbox-queries': {
    claimDueMessages: answers(
      () => after(queued(), () => outbox.claimDueMessages(sql, 1)),
      some(
        v.strictObject({
          id: Uuid,
          to: text,
          subject: text,
          body: text,
          attempts: v.number(),
          replyTo: v.null(),
        }),
      ),
    ),
    finishMessage: answers(async () => outbox.finishMessage(sql, await queued()), nothing),
    refuseMessage: answers(async () => outbox.refuseMessage(sql, await queued(), 'smtp_550'), nothing),
    forgetRefusedMessages: answers(() => outbox.forgetRefusedMessages(sql), v.number()),
    postponeMessage: answers(async () => outbox.postponeMessage(sql, await queued(), 1_500, 'x'), nothing),
    failOverdueMessages: answers(() => outbox.failOverdueMessages(sql), v.number()),
    findTimeUntilDue: answers(() => after(queued(), () => outbox.findTimeUntilDue(sql)), v.number()),
  },
  'notifications/undelivered': {
    listUndelivered: answers(
      () => after(refused(), () => undelivered.listUndelivered(sql, next)),
      some(UndeliveredMessage),
    ),
    countUndelivered: answers(() => after(refused(), () => undelivered.countUndelivered(sql)), v.number()),
    sendAgain: answers(async () => undelivered.sendAgain(sql, admin, await refused()), yes),
  },
  'notifications/queries': {
    saveTemplate: answers(
      () => notifications.saveTemplate(sql, admin, 'new_request', { subject: 's', body: 'b' }),
      Template,
    ),
    findTemplates: answers(() => notifications.findTemplates(sql), some(Template)),
    findTemplate: answers(() => notifications.findTemplate(sql, 'new_request'), Template),
    resetTemplate: answers(() => notifications.resetTemplate(sql, admin, 'new_request'), yes),
    renderNotification: answers(
      () => notifications.renderNotification(sql, 'new_request', exampleFacts('new_request', 'x')),
      Content,
    ),
    renderAccountNotification: answers(
      () => notifications.renderAccountNotification(sql, 'reset_password', 'https://x.example'),
      Content,
    ),
    renderAlert: answers(
      () => notifications.renderAlert(sql, { adminName: 'a', whatHappened: 'b', link: 'c' }),
      Content,
    ),
    enqueueLetter: answers(() => notifications.enqueueLetter(sql, message), nothing),
    enqueueForAdmins: answers(
      () => notifications.enqueueForAdmins(sql, { roles: ['owner'] }, message),
      nothing,
    ),
  },
  'notifications/test-message': {
    queueTestMessage: answers(() => testMessage.queueTestMessage(sql, admin, 'https://x.example'), Uuid),
    findTestMessage: answers(
      async () =>
        testMessage.findTestMessage(sql, await testMessage.queueTestMessage(sql, admin, 'https://x.example')),
      TestMessage,
    ),
  },
  'personal-data/compare': {
    compareWithCatalog: answers(() => compareWithCatalog(sql, personalDataMap), v.strictTuple([])),
  },
  'personal-data/queries': {
    findInstalledMap: answers(
      () => findInstalledMap(sql),
      v.strictObject({ version: v.number(), hash: text }),
    ),
    countPersonalData: answers(
      () => countPersonalData(sql, id),
      some(v.strictObject({ table: text, rows: v.number() })),
    ),
  },
  'runtime/rate-limit': {
    createRateLimiter: answers(
      () => createRateLimiter(sql, 'x')('somebody', { window: 60, max: 1 }),
      v.strictObject({ allowed: v.boolean(), retryAfter: v.nullable(v.number()) }),
    ),
  },
  'settings/queries': {
    isFilledAsDemo: answers(() => settings.isFilledAsDemo(sql), v.boolean()),
    hasRealAccounts: answers(
      () => settings.hasRealAccounts(sql),
      v.boolean(),
      'looks whether there is any, and stops at the first',
    ),
    findSettings: answers(() => settings.findSettings(sql), Settings),
    findOperator: answers(
      () => settings.findOperator(sql),
      v.strictObject({ operatorName: v.nullable(text), operatorContact: v.nullable(text) }),
    ),
    lockSettings: answers(() => inTransaction((tx) => settings.lockSettings(tx)), Settings),
    updateSettings: answers(() => settings.updateSettings(sql, admin, { enabled: true }), Settings),
  },
  'settings/logo/queries': {
    saveLogo: answers(() => logo.saveLogo(sql, admin, readPicture(png())), Logo),
    removeLogo: answers(() => after(saved(), () => logo.removeLogo(sql, admin)), yes),
    findPicture: answers(
      () => after(saved(), () => logo.findPicture(sql, createHash('sha256').update(png()).digest('hex'))),
      v.strictObject({ type: v.literal('image/png'), image: v.instance(Uint8Array) }),
    ),
    findOperatorOnPages: answers(() => after(saved(), () => logo.findOperatorOnPages(sql)), OperatorOnPages),
    findLetterhead: answers(
      () => after(saved(), () => logo.findLetterhead(sql)),
      v.strictObject({
        type: v.literal('image/png'),
        width: v.number(),
        height: v.number(),
        image: v.instance(Uint8Array),
        name: mightBe,
      }),
    ),
  },
  'runtime/retention': {
    prune: answers(() => prune(sql), nothing),
  },
};
