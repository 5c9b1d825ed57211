import * as v from 'valibot';
import { PersonalKind } from '../blacklist/schema.ts';
import { ReceivedOn } from '../calendar/schema.ts';
import { CustomerState, InvoicePage, ServicePage, Standing } from '../customers/schema.ts';
import { ToldService } from '../erasures/schema.ts';
import { MayAlsoBe } from '../matches/schema.ts';
import { CustomerName } from '../recipients/schema.ts';
import { Day, Instant, line, PageInput, pageAt, pageInputAt, pageOf, text, Uuid } from '../shapes.ts';

export const RequestType = v.picklist(['removal', 'anonymization']);
export const RequestStatus = v.picklist([
  'pending',
  'cancelled',
  'blocked',
  'starred',
  'destroyed',
  'refused',
]);
export const Outcome = v.picklist(['block', 'star', 'destroy', 'refuse']);
export type RequestType = v.InferOutput<typeof RequestType>;
export type RequestStatus = v.InferOutput<typeof RequestStatus>;
export type Outcome = v.InferOutput<typeof Outcome>;

export const ReceivedBy = v.picklist(['phone', 'letter', 'email', 'in_person']);

export const RequestRef = v.strictObject({ requestId: Uuid });
export const CreateRequest = v.strictObject({ type: RequestType, note: v.optional(text(2000)) });

/** A request as its customer sees it. */
export const OwnRequest = v.strictObject({
  requestId: Uuid,
  number: v.number(),
  type: RequestType,
  status: RequestStatus,
  note: v.nullable(v.string()),
  reason: v.nullable(v.string()),
  createdAt: Instant,
  /** The last day for the answer in the operator's calendar: one month after receipt, GDPR Art. 12(3). */
  answerBy: Day,
  decidedAt: v.nullable(Instant),
  decidedAutomatically: v.boolean(),
  /** When an admin lifted the block. */
  liftedAt: v.nullable(Instant),
  /** The number of the customer's own request that took the place of this one, which a service had entered. */
  replacedBy: v.nullable(v.number()),
  /** The day on which the system will decide as asked, unless it is cancelled or an admin is needed; null: an admin decides. */
  automaticOn: v.nullable(Day),
});
export const OwnRequestListInput = v.strictObject({ ...PageInput });
export const OwnRequestPage = pageOf(OwnRequest);

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
    /** Only decided ones that some service has not acknowledged yet. */
    waitingForServices: v.optional(v.boolean(), false),
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
  /** Services that have not acknowledged the decision; and those of them whose time is over. */
  waitingServices: v.number(),
  overdueServices: v.number(),
});
export const RequestPage = pageAt(RequestRow, RequestPlace);

/** What became of the message about the outcome. */
export const Notice = v.strictObject({
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
  /** How a service received it, and which; null where the customer or an admin entered it. */
  receivedBy: v.nullable(ReceivedBy),
  /** The day it came in, where a service or an admin said so. */
  receivedOn: v.nullable(Day),
  enteredByService: v.nullable(v.string()),
  /** Every service the decision was told to, and what it answered. */
  toldServices: v.array(ToldService),
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
  /** The number of the customer's own request that took the place of this one, which a service had entered. */
  replacedBy: v.nullable(v.number()),
  /** The number of the request whose place this one took, with its deadline where that was the earlier one. */
  replaces: v.nullable(v.number()),
  /** What came onto the blacklist with the decision, where it stands there still: kinds, never values. */
  blacklistedKinds: v.array(PersonalKind),
  notice: v.nullable(Notice),
});

/** What an admin lists when nothing speaks against it: phones and numbers of companies are shared too often. */
export const LISTED_UNLESS_TOLD: readonly PersonalKind[] = ['email'];
/** Which identifiers of the person go onto the blacklist; `true` stands for the preset, `false` for none. */
const Blacklist = v.pipe(
  v.union([v.array(PersonalKind), v.boolean()]),
  v.transform((chosen): PersonalKind[] => {
    if (typeof chosen === 'boolean') return chosen ? [...LISTED_UNLESS_TOLD] : [];
    return [...new Set(chosen)];
  }),
);

export const Preview = v.strictObject({
  requestId: Uuid,
  outcome: Outcome,
  blacklist: v.optional(Blacklist, false),
  reason: v.optional(text(2000)),
});
/** What the outcome would do: rows by table, the very message the customer would get, and the services that would be told. */
export const Previewed = v.strictObject({
  tables: v.array(
    v.strictObject({
      table: v.string(),
      effect: v.picklist(['deleted', 'unlinked', 'starred', 'kept']),
      rows: v.number(),
    }),
  ),
  rows: v.number(),
  message: v.nullable(v.strictObject({ to: v.string(), subject: v.string(), body: v.string() })),
  services: v.array(v.pick(ToldService, ['name', 'linked', 'handedIn'])),
  /** What is known of the person and may be listed: how many other open customers share it, and whether it stands for nobody (`n/a`). */
  identifiers: v.array(v.strictObject({ kind: PersonalKind, others: v.number(), placeholder: v.boolean() })),
});

/** Every request asks for more than these do, so the person is told why: GDPR Art. 12(4). */
export const NEEDS_REASON: readonly Outcome[] = ['block', 'refuse'];

export const Decide = v.pipe(
  v.strictObject({
    requestId: Uuid,
    outcome: Outcome,
    blacklist: Blacklist,
    notify: v.boolean(),
    reason: v.optional(text(2000, 1)),
  }),
  v.forward(
    v.check(({ outcome, reason }) => !NEEDS_REASON.includes(outcome) || reason !== undefined, 'required'),
    ['reason'],
  ),
  v.forward(
    v.check((input) => input.outcome !== 'refuse' || input.blacklist.length === 0, 'not_with_refuse'),
    ['blacklist'],
  ),
);
export type Decide = v.InferOutput<typeof Decide>;

/** The decision as it was carried out; `rows` counts what was changed or deleted, `remaining` what still names the person. */
export const Decided = v.strictObject({
  requestId: Uuid,
  number: v.number(),
  status: RequestStatus,
  rows: v.number(),
  remaining: v.number(),
});
export const EnterRequest = v.strictObject({
  customerId: Uuid,
  type: RequestType,
  /** The day it came in, from which the month of GDPR Art. 12(3) runs; today unless given. */
  receivedOn: v.optional(ReceivedOn),
  note: v.optional(text(2000)),
});

export const EnteredRequest = v.strictObject({ requestId: Uuid, number: v.number() });

/** What is held about a customer, by area of the map. */
export const Inventory = v.strictObject({
  items: v.array(
    v.strictObject({
      table: v.string(),
      section: v.string(),
      purpose: v.string(),
      recipients: v.string(),
      source: v.string(),
      retention: v.string(),
      rows: v.number(),
    }),
  ),
});

/** A request that a service received from a customer. `idempotencyKey` makes a repeated call answer as the first one did. */
export const ServiceRequest = v.strictObject({
  customer: CustomerName,
  type: RequestType,
  receivedBy: ReceivedBy,
  /** The day it came in, from which the month of GDPR Art. 12(3) runs; today unless given. */
  receivedOn: v.optional(ReceivedOn),
  note: v.optional(text(2000)),
  idempotencyKey: v.optional(Uuid),
});
