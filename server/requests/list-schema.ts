import * as v from 'valibot';
import { PersonalKind } from '../blacklist/schema.ts';
import { InvoicePage, ServicePage, Standing } from '../customers/contract-schema.ts';
import { CustomerState } from '../customers/schema.ts';
import { MayAlsoBe } from '../matches/schema.ts';
import { NotifiedSystem } from '../systems/erasures/schema.ts';
import { Day, Instant, line, pageAt, pageInputAt, pageOf, Uuid } from '../values/schema.ts';
import { ReceivedBy, RequestStatus, RequestType } from './schema.ts';

export const PendingCount = v.strictObject({ count: v.number() });

/** A request's place in its list: its number among the newest, its deadline too among what is due first. */
const RequestNumber = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const DuePlace = v.strictObject({ answerBy: Day, number: RequestNumber });
const RequestPlace = v.union([RequestNumber, DuePlace]);

export const RequestListInput = v.pipe(
  v.strictObject({
    ...pageInputAt(RequestPlace),
    /** `due`: pending ones only, what is due first. */
    order: v.optional(v.picklist(['newest', 'due']), 'newest'),
    status: v.optional(RequestStatus),
    type: v.optional(RequestType),
    /** Only pending ones whose deadline is over. */
    overdue: v.optional(v.boolean(), false),
    /** Only decided ones that some system has not acknowledged yet. */
    waitingForSystems: v.optional(v.boolean(), false),
    search: v.optional(line(120)),
  }),
  v.forward(
    v.check(({ cursor, order }) => cursor === undefined || isPlaceIn(order, cursor), 'of_another_order'),
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
const isPlaceIn = (order: 'newest' | 'due', place: v.InferOutput<typeof RequestPlace>): boolean =>
  (order === 'newest') === (typeof place === 'number');
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
  /** Systems that have not acknowledged the decision; and those of them whose time is over. */
  waitingSystems: v.number(),
  overdueSystems: v.number(),
});
export const RequestPage = pageAt(RequestRow, RequestPlace);

/** What became of the message about the outcome. */
export const Letter = v.strictObject({
  status: v.picklist(['queued', 'sent', 'failed']),
  /** When it was sent or given up. */
  finishedAt: v.nullable(Instant),
  /** Whether the address and the words are gone from the outbox: at once when it is sent or given up. */
  scrubbed: v.boolean(),
  /** By when it is sent or given up. */
  deadlineAt: Instant,
});

/** A request among others of its customer. */
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
  /** How a system received it, and which; null where the customer or an admin entered it. */
  receivedBy: v.nullable(ReceivedBy),
  /** The day it came in, where a system or an admin said so. */
  receivedOn: v.nullable(Day),
  enteredBySystem: v.nullable(v.string()),
  /** Every system the decision was told to, and what it answered. */
  notifiedSystems: v.array(NotifiedSystem),
  /** The rule the system decided under, e.g. `waiting_period_14_days`. */
  decidedByRule: v.nullable(v.string()),
  automaticOn: v.nullable(Day),
  /** Open customers who may be the same person, of whom nobody has decided; a decision does not reach them. */
  mayAlsoBe: v.array(MayAlsoBe),
  standing: v.nullable(Standing),
  /** The first page of each; the next ones come from the lists of the customer. */
  services: ServicePage,
  invoices: InvoicePage,
  earlier: RequestsOfCustomerPage,
  /** The admin who decided, by name; null where the system did, and where that admin is no longer here. */
  decidedBy: v.nullable(v.string()),
  /** When the block was lifted, and the admin who did, by name. */
  liftedAt: v.nullable(Instant),
  liftedBy: v.nullable(v.string()),
  /** The number of the customer's own request that took the place of this one, which a system had entered. */
  replacedBy: v.nullable(v.number()),
  /** The number of the request whose place this one took, with its deadline where that was the earlier one. */
  replaces: v.nullable(v.number()),
  /** What came onto the blacklist with the decision, where it stands there still: kinds, never values. */
  blacklistedKinds: v.array(PersonalKind),
  letter: v.nullable(Letter),
});
