import * as v from 'valibot';
import { PersonalKind } from '../../../server/blacklist/schema.ts';
import { mapHash } from '../../../server/personal-data/install.ts';
import * as alerts from '../../../server/requests/alert-queries.ts';
import * as assignments from '../../../server/requests/assignment-queries.ts';
import {
  announceRequest,
  findDueRequests,
  findUnannouncedRequests,
} from '../../../server/requests/automatic-queries.ts';
import * as decision from '../../../server/requests/decision-queries.ts';
import * as entry from '../../../server/requests/entry-queries.ts';
import {
  Letter,
  PendingCount,
  RequestDetail,
  RequestRow,
  RequestsOfCustomerPage,
} from '../../../server/requests/list-schema.ts';
import * as own from '../../../server/requests/own-queries.ts';
import * as proposals from '../../../server/requests/proposal-queries.ts';
import { Proposal } from '../../../server/requests/proposal-schema.ts';
import * as queries from '../../../server/requests/queries.ts';
import * as reading from '../../../server/requests/reading-queries.ts';
import { ReadFacts, ReadRequest } from '../../../server/requests/reading-schema.ts';
import { OwnRequest, RequestStatus, RequestType } from '../../../server/requests/schema.ts';
import * as sharing from '../../../server/requests/sharing-queries.ts';
import * as unblocking from '../../../server/requests/unblock-queries.ts';
import { Day, Instant, Uuid } from '../../../server/values/schema.ts';
import {
  admin,
  after,
  answers,
  app,
  type Calls,
  id,
  inTransaction,
  mightBe,
  next,
  nothing,
  oneOfTheCrowd,
  page,
  requestId,
  some,
  somebody,
  sql,
  systemId,
  text,
  yes,
} from './sample.ts';

const {
  notifiedSystems: _n,
  letter: _o,
  proposal: _p,
  mayAlsoBe: _m,
  standing: _t,
  services: _s,
  invoices: _i,
  earlier: _e,
  ...Facts
} = RequestDetail.entries;
const all = {
  ...next,
  order: 'newest',
  overdue: false,
  waitingForSystems: false,
  awaitingApproval: false,
  mine: false,
} as const;
const due = { ...all, order: 'due', cursor: { answerBy: '2001-01-01', number: 1 } } as const;
const today = '2001-02-03';
const Access = v.picklist(['account', 'password', 'shared', 'blocked']);
const facts = { fullName: mightBe, email: mightBe };
const automatic = () =>
  app`update lethe.settings set enabled = true, automatic_processing = true, waiting_days = 1`;
/** Somebody's request, with a proposal whose id is the admin's. */
async function proposed(): Promise<string> {
  const other = await somebody();
  await app`update lethe.data_requests set proposal_id = ${admin}, proposed_outcome = 'star', proposed_blacklist = '{email}',
    proposed_notify = true, proposed_by = ${admin}, proposed_at = now() where id = ${other.requestId}`;
  return other.requestId;
}
const ended = { requestId: Uuid, number: v.number(), answerBy: Day, proposedBy: Uuid };
const key = '00000000-0000-4000-8000-00000000000a';

export const requests: Calls = {
  'requests/automatic-queries': {
    findDueRequests: answers(
      () =>
        after(automatic(), () =>
          after(
            app`update lethe.data_requests set waiting_days = 1, announced_at = now() - interval '3 days' where id = ${requestId}`,
            async () => (await findDueRequests(sql)).found,
          ),
        ),
      some(
        v.strictObject({ requestId: Uuid, number: v.number(), type: RequestType, waitingDays: v.number() }),
      ),
    ),
    findUnannouncedRequests: answers(
      () => after(automatic(), async () => (await findUnannouncedRequests(sql, 60)).found),
      v.array(v.strictObject({ requestId: Uuid, customerId: Uuid })),
    ),
    announceRequest: answers(
      () => after(automatic(), () => inTransaction((tx) => announceRequest(tx, requestId, 60))),
      v.boolean(),
    ),
  },
  'requests/alert-queries': {
    lockAdmin: answers(() => inTransaction((tx) => alerts.lockAdmin(tx, admin)), nothing),
    noteManyDecisions: answers(
      () =>
        after(
          app`update lethe.data_requests set decided_by = ${admin}, decided_at = now() where id = ${requestId}`,
          () => inTransaction((tx) => alerts.noteManyDecisions(tx, admin)),
        ),
      v.undefined(),
    ),
    findAdminName: answers(() => inTransaction((tx) => alerts.findAdminName(tx, admin)), v.string()),
  },
  'requests/entry-queries': {
    findDeadlineTerms: answers(
      () => inTransaction((tx) => entry.findDeadlineTerms(tx)),
      v.strictObject({
        enabled: v.boolean(),
        at: Instant,
        timeZone: mightBe,
      }),
    ),
    insertRequest: answers(
      () =>
        inTransaction((tx) =>
          entry.insertRequest(
            tx,
            {
              customerId: oneOfTheCrowd,
              type: 'removal',
              note: null,
              enteredBy: null,
              receivedOn: null,
              received: { systemId, systemKeyId: id, by: 'phone', idempotencyKey: key },
            },
            { at: new Date().toISOString(), timeZone: 'Asia/Tokyo' },
          ),
        ),
      v.strictObject({ requestId: Uuid, number: v.number(), answerBy: Day }),
    ),
    endEnteredBySystem: answers(
      () =>
        after(
          app`update lethe.data_requests set system_id = ${systemId}, received_by = 'phone' where id = ${requestId}`,
          () => inTransaction((tx) => entry.endEnteredBySystem(tx, id)),
        ),
      v.strictObject({ requestId: Uuid, number: v.number(), answerBy: Day }),
    ),
    recordReplacedBy: answers(
      () => inTransaction((tx) => entry.recordReplacedBy(tx, '00000000-0000-4000-8000-00000000000b', 1)),
      nothing,
    ),
    isBelowPendingLimit: answers(
      () => inTransaction((tx) => entry.isBelowPendingLimit(tx, systemId, 200)),
      yes,
    ),
    findCustomerOfSystem: answers(async () => {
      for (const name of [{ customerId: id }, { externalId: 'unknown' }])
        await inTransaction((tx) => entry.findCustomerOfSystem(tx, systemId, name));
      return inTransaction((tx) => entry.findCustomerOfSystem(tx, systemId, { email: 'p1@crowd.example' }));
    }, Uuid),
    findByIdempotencyKey: answers(
      () => inTransaction((tx) => entry.findByIdempotencyKey(tx, systemId, key)),
      v.strictObject({ requestId: Uuid, number: v.number(), customerId: Uuid, type: RequestType }),
    ),
    findLetterAddressee: answers(
      () => inTransaction((tx) => entry.findLetterAddressee(tx, id)),
      v.strictObject({ ...facts, access: Access }),
    ),
    lockCustomerForRequest: answers(
      () => inTransaction((tx) => entry.lockCustomerForRequest(tx, id)),
      v.literal('open'),
    ),
  },
  'requests/own-queries': {
    listOwnRequests: answers(() => own.listOwnRequests(sql, id, page), some(OwnRequest)),
    findOwnRequest: answers(() => own.findOwnRequest(sql, id, requestId), OwnRequest),
    hasPendingRequest: answers(() => own.hasPendingRequest(sql, id), v.boolean()),
    cancelRequest: answers(
      async () => {
        const other = await somebody();
        return own.cancelRequest(sql, other.customerId, other.requestId);
      },
      v.strictObject({ requestNumber: v.number(), requestType: RequestType, answerBy: Day }),
    ),
  },
  'requests/reading-queries': {
    listRequestsForKey: answers(async () => {
      const only = { limit: 25, overdue: false, waitingForSystems: false };
      const from = '2020-01-01T00:00:00Z';
      const until = '2100-01-01T00:00:00Z';
      return [
        ...(await reading.listRequestsForKey(sql, only, today)),
        ...(await reading.listRequestsForKey(
          sql,
          { ...only, status: 'pending', type: 'removal', overdue: true },
          today,
        )),
        ...(await reading.listRequestsForKey(
          sql,
          { ...only, customerId: id, waitingForSystems: true },
          today,
        )),
        ...(await reading.listRequestsForKey(
          sql,
          { ...only, createdFrom: from, createdUntil: until },
          today,
        )),
        ...(await reading.listRequestsForKey(
          sql,
          { ...only, decidedFrom: from, decidedUntil: until },
          today,
        )),
      ];
    }, some(ReadRequest)),
    findRequestForKey: answers(() => reading.findRequestForKey(sql, requestId, today), ReadFacts),
  },
  'requests/queries': {
    countPendingRequests: answers(() => queries.countPendingRequests(sql, admin), PendingCount),
    listRequests: answers(
      async () => [
        ...(await queries.listRequests(sql, all, today, admin)),
        ...(await queries.listRequests(sql, { ...all, status: 'pending' }, today, admin)),
        ...(await queries.listRequests(sql, { ...all, type: 'removal', search: 'a' }, today, admin)),
        ...(await queries.listRequests(sql, { ...all, waitingForSystems: true }, today, admin)),
        ...(await queries.listRequests(sql, { ...all, mine: true }, today, admin)),
        ...(await queries.listRequests(sql, { ...all, awaitingApproval: true }, today, admin)),
        ...(await queries.listRequests(sql, { ...all, overdue: true }, today, admin)),
        ...(await queries.listRequests(sql, due, today, admin)),
        ...(await queries.listRequests(
          sql,
          { ...due, cursor: undefined, overdue: true, type: 'removal' },
          today,
          admin,
        )),
        ...(await queries.listRequests(sql, { ...due, search: 'a' }, today, admin)),
        ...(await queries.listRequests(sql, { ...all, search: 'p' }, today, admin)),
        ...(await queries.listRequests(sql, { ...due, search: 'p' }, today, admin)),
      ],
      some(RequestRow),
    ),
    findRequest: answers(() => queries.findRequest(sql, requestId, admin), v.strictObject(Facts)),
    findLetter: answers(
      () =>
        after(
          app`insert into lethe.outbox (request_id, template, to_address, subject, body)
            values (${requestId}, 'outcome_refused', 'a@b.example', 's', 'b')`,
          () => queries.findLetter(sql, requestId),
        ),
      Letter,
    ),
    listRequestsOfCustomer: answers(
      () => queries.listRequestsOfCustomer(sql, id, next),
      some(RequestsOfCustomerPage.entries.items.item),
    ),
  },
  'requests/unblock-queries': {
    lockCustomerForUnblocking: answers(
      () => inTransaction((tx) => unblocking.lockCustomerForUnblocking(tx, id)),
      v.literal('open'),
    ),
    reopenCustomer: answers(() => inTransaction((tx) => unblocking.reopenCustomer(tx, id)), nothing),
    liftBlocks: answers(
      () =>
        after(app`update lethe.data_requests set status = 'blocked' where id = ${requestId}`, () =>
          inTransaction((tx) => unblocking.liftBlocks(tx, id, admin)),
        ),
      some(
        v.strictObject({
          requestId: Uuid,
          requestNumber: v.number(),
          requestType: RequestType,
          answerBy: Day,
        }),
      ),
    ),
    findKindsStillBlacklisted: answers(
      () => inTransaction((tx) => unblocking.findKindsStillBlacklisted(tx, [requestId])),
      v.array(PersonalKind),
    ),
    hasConfirmedAddress: answers(() => inTransaction((tx) => unblocking.hasConfirmedAddress(tx, id)), yes),
    withdrawUnreadBlockNotices: answers(
      () => inTransaction((tx) => unblocking.withdrawUnreadBlockNotices(tx, [requestId])),
      nothing,
    ),
  },
  'requests/assignment-queries': {
    assignRequest: answers(
      async () =>
        assignments.assignRequest(sql, admin, { requestId: (await somebody()).requestId, adminId: admin }),
      yes,
    ),
  },
  'requests/proposal-queries': {
    findProposal: answers(async () => proposals.findProposal(sql, await proposed(), admin), Proposal),
    lockRequester: answers(
      () => inTransaction((tx) => proposals.lockRequester(tx, requestId)),
      v.strictObject({ customerId: Uuid, state: text }),
    ),
    lockProposalTerms: answers(
      () => inTransaction((tx) => proposals.lockProposalTerms(tx, requestId, 'destroy', admin)),
      v.strictObject({
        number: v.number(),
        answerBy: Day,
        isPending: v.boolean(),
        needsApproval: v.boolean(),
        hash: text,
        isTaken: v.boolean(),
      }),
    ),
    insertProposal: answers(
      () =>
        inTransaction((tx) =>
          proposals.insertProposal(tx, admin, {
            requestId,
            outcome: 'destroy',
            blacklist: ['email'],
            notify: true,
            previewHash: 'hash',
          }),
        ),
      Uuid,
    ),
    dropProposal: answers(
      async () => {
        const ref = { requestId: await proposed(), proposalId: admin };
        return inTransaction((tx) => proposals.dropProposal(tx, admin, ref));
      },
      v.strictObject({ ...ended, declinedBy: v.null() }),
    ),
    isProposerStillIn: answers(async () => {
      const proposedId = await proposed();
      return inTransaction((tx) => proposals.isProposerStillIn(tx, proposedId));
    }, yes),
    lapseProposals: answers(
      async () => {
        const lapsing = await proposed();
        await app`update lethe.data_requests set proposed_at = now() - interval '8 days' where id = ${lapsing}`;
        return inTransaction((tx) => proposals.lapseProposals(tx));
      },
      some(v.strictObject({ ...ended, why: v.picklist(['request_ended', 'expired', 'proposer_left']) })),
    ),
  },
  'requests/sharing-queries': {
    findListableIdentifiers: answers(
      () =>
        sharing.findListableIdentifiers(sql, id, {
          email: 'p1@crowd.example',
          phone: '+47 22 12 34 56',
          fullName: 'Person 1',
          birthDate: '1980-02-29',
          companyNumber: 'HRB 4711',
        }),
      some(v.strictObject({ kind: PersonalKind, others: v.number(), placeholder: v.boolean() })),
    ),
  },
  'requests/decision-queries': {
    mayDecide: answers(() => inTransaction((tx) => decision.mayDecide(tx, admin)), yes),
    findSubject: answers(
      () => decision.findSubject(sql, requestId),
      v.strictObject({
        customerId: Uuid,
        number: v.number(),
        type: RequestType,
        answerBy: Day,
        ...facts,
        nameInLetters: mightBe,
        access: Access,
        phone: mightBe,
        companyNumber: mightBe,
        birthDate: mightBe,
        identity: text,
        externalIds: some(v.strictObject({ systemId: text, externalId: text })),
        statedEmails: v.array(text),
      }),
    ),
    findPreviewTerms: answers(
      () => decision.findPreviewTerms(sql, id, 'destroy'),
      v.strictObject({ hash: text, needsApproval: v.boolean() }),
    ),
    callDecideRequest: answers(
      async () => {
        const other = await somebody();
        const [{ identity }] = await app<[{ identity: string }]>`
        select lethe.identity_of(${other.customerId}) as identity`;
        const { hash } = await decision.findPreviewTerms(sql, other.customerId, 'destroy');
        return decision.callDecideRequest(sql, {
          requestId: other.requestId,
          outcome: 'destroy',
          actor: admin,
          rule: null,
          reason: null,
          identity,
          hashes: [],
          letter: null,
          proposalId: null,
          previewHash: hash,
          mapHash: await mapHash(),
        });
      },
      v.strictObject({
        number: v.number(),
        status: RequestStatus,
        rows: v.number(),
        remaining: v.literal(0),
      }),
    ),
  },
};
