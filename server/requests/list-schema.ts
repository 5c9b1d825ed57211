import * as v from 'valibot';
import { PersonalKind } from '../blacklist/schema.ts';
import { CustomerStanding, InvoicePage, ServicePage } from '../customers/contract-schema.ts';
import { CustomerState } from '../customers/schema.ts';
import { MayAlsoBe } from '../matches/schema.ts';
import { NotifiedSystem } from '../systems/erasures/schema.ts';
import { Day, Instant, line, pageAt, pageInputAt, pageOf, Uuid } from '../values/schema.ts';
import { Proposal } from './proposal-schema.ts';
import { ReceivedBy, RequestStatus, RequestType } from './schema.ts';

/** All pending requests; and those with a proposed decision that the viewer may approve. */
export const PendingCount = v.strictObject({ count: v.number(), toApprove: v.number() });

/** A position in the list: the number where the newest come first, deadline and number where the next due come first. */
const RequestNumber = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const DuePosition = v.strictObject({ answerBy: Day, number: RequestNumber });
const RequestPosition = v.union([RequestNumber, DuePosition]);

export const RequestListInput = v.pipe(
  v.strictObject({
    ...pageInputAt(RequestPosition),
    /** `due`: pending requests only, the next due first. */
    order: v.optional(v.picklist(['newest', 'due']), 'newest'),
    status: v.optional(RequestStatus),
    type: v.optional(RequestType),
    /** Only pending requests whose deadline is over. */
    overdue: v.optional(v.boolean(), false),
    /** Only requests that the viewer looks after. */
    mine: v.optional(v.boolean(), false),
    /** Only requests with a proposed decision that waits for approval. */
    awaitingApproval: v.optional(v.boolean(), false),
    /** Only decided requests that some system has not acknowledged yet. */
    waitingForSystems: v.optional(v.boolean(), false),
    search: v.optional(line(120)),
  }),
  v.forward(
    v.check(({ cursor, order }) => cursor === undefined || isPositionIn(order, cursor), 'of_another_order'),
    ['cursor'],
  ),
  v.forward(
    v.check(
      ({ order, status }) => order !== 'due' || status === undefined || status === 'pending',
      'only_pending',
    ),
    ['status'],
  ),
);
const isPositionIn = (order: 'newest' | 'due', position: v.InferOutput<typeof RequestPosition>): boolean =>
  (order === 'newest') === (typeof position === 'number');
export const RequestRow = v.strictObject({
  requestId: Uuid,
  number: v.number(),
  customerId: v.nullable(Uuid),
  fullName: v.nullable(v.string()),
  email: v.nullable(v.string()),
  type: RequestType,
  status: RequestStatus,
  createdAt: Instant,
  answerBy: Day,
  decidedAt: v.nullable(Instant),
  decidedAutomatically: v.boolean(),
  /** Name of the member who looks after it; null where nobody does. */
  assignedTo: v.nullable(v.string()),
  /** Whether that is the viewer. */
  isMine: v.boolean(),
  /** Whether a proposed decision waits for the approval of another member. */
  awaitsApproval: v.boolean(),
  /** Systems that have not acknowledged the decision, and those among them that are overdue. */
  waitingSystems: v.number(),
  overdueSystems: v.number(),
});
export const RequestListPage = pageAt(RequestRow, RequestPosition);

/** Whom a request is assigned to; null gives it back. */
export const Assign = v.strictObject({ requestId: Uuid, adminId: v.nullable(Uuid) });
export type Assign = v.InferOutput<typeof Assign>;

/** The delivery of the letter about the outcome. */
export const Letter = v.strictObject({
  messageId: Uuid,
  status: v.picklist(['queued', 'sent', 'failed']),
  /** When Lethe sent it or gave up. */
  finishedAt: v.nullable(Instant),
  /** Whether address and text are gone from the outbox: once it is sent, or at its deadline. */
  scrubbed: v.boolean(),
  /** When Lethe gives up, and address and text go. */
  deadlineAt: Instant,
  /** Why the last attempt failed, from a fixed list; null where none did. */
  code: v.nullable(v.string()),
  canBeSentAgain: v.boolean(),
});

/** The requests of one customer. */
export const RequestsOfCustomerPage = pageOf(
  v.strictObject({
    requestId: Uuid,
    number: v.number(),
    type: RequestType,
    status: RequestStatus,
    createdAt: Instant,
  }),
);

export const RequestDetail = v.strictObject({
  ...RequestRow.entries,
  customerState: v.nullable(CustomerState),
  note: v.nullable(v.string()),
  reason: v.nullable(v.string()),
  enteredByAdmin: v.boolean(),
  /** How a system received it; `enteredBySystem` is the system's name. Both null where the customer or an admin entered it. */
  receivedBy: v.nullable(ReceivedBy),
  /** The day it came in, where a system or an admin gave one. */
  receivedOn: v.nullable(Day),
  enteredBySystem: v.nullable(v.string()),
  /** Every system that Lethe notified of the decision, and what it answered. */
  notifiedSystems: v.array(NotifiedSystem),
  /** The rule under which Lethe decided, such as `waiting_period_14_days`. */
  decidedByRule: v.nullable(v.string()),
  automaticOn: v.nullable(Day),
  /** Open customers who may be the same person, where nobody has settled that yet; the decision does not reach them. */
  mayAlsoBe: v.array(MayAlsoBe),
  standing: v.nullable(CustomerStanding),
  /** The first page of each; the next ones come from the lists of the customer. */
  services: ServicePage,
  invoices: InvoicePage,
  earlier: RequestsOfCustomerPage,
  /** Name of the admin who decided; null where Lethe decided, and where that admin no longer exists. */
  decidedBy: v.nullable(v.string()),
  /** Whether one admin proposed the decision and another approved it. */
  wasApproved: v.boolean(),
  /** Name of the admin whose proposal was approved; null as above, and where nobody had to approve. */
  proposedBy: v.nullable(v.string()),
  /** The proposed decision that waits for approval. */
  proposal: v.nullable(Proposal),
  /** When an admin lifted the block, and that admin's name. */
  liftedAt: v.nullable(Instant),
  liftedBy: v.nullable(v.string()),
  /** A system entered this request, and the customer's own request with this number replaced it. */
  replacedBy: v.nullable(v.number()),
  /** The number of the request that this one replaced; its deadline stays where it was the earlier one. */
  replaces: v.nullable(v.number()),
  /** Kinds of identifiers that the decision put onto the blacklist and that are still there; never values. */
  blacklistedKinds: v.array(PersonalKind),
  letter: v.nullable(Letter),
});
