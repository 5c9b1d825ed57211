import * as v from 'valibot';
import { CustomerStanding } from '../customers/contract-schema.ts';
import { RecordedResult } from '../systems/erasures/schema.ts';
import { GivenInstant } from '../values/date-schema.ts';
import { Day, Instant, PageInput, pageOf, Uuid } from '../values/schema.ts';
import { ReceivedBy, RequestStatus, RequestType } from './schema.ts';

/* Requests as a key with the scope `requests:read` sees them: ids, states, dates and counts, and nothing that anybody wrote. */

export const ReadRequestsInput = v.strictObject({
  ...PageInput,
  status: v.optional(RequestStatus),
  type: v.optional(RequestType),
  customerId: v.optional(Uuid),
  /** Only pending requests whose deadline is over. */
  overdue: v.optional(v.boolean(), false),
  /** Only decided requests that some system has not acknowledged yet. */
  waitingForSystems: v.optional(v.boolean(), false),
  /** `From` is included, `until` is not. */
  createdFrom: v.optional(GivenInstant),
  createdUntil: v.optional(GivenInstant),
  decidedFrom: v.optional(GivenInstant),
  decidedUntil: v.optional(GivenInstant),
});
export type ReadRequestsInput = v.InferOutput<typeof ReadRequestsInput>;

export const ReadRequest = v.strictObject({
  requestId: Uuid,
  number: v.number(),
  /** Null once the customer is destroyed. */
  customerId: v.nullable(Uuid),
  type: RequestType,
  status: RequestStatus,
  createdAt: Instant,
  answerBy: Day,
  overdue: v.boolean(),
  decidedAt: v.nullable(Instant),
  decidedAutomatically: v.boolean(),
  waitingSystems: v.number(),
  overdueSystems: v.number(),
});
export type ReadRequest = v.InferOutput<typeof ReadRequest>;
export const ReadRequestPage = pageOf(ReadRequest);

const AskedSystem = v.strictObject({
  name: v.string(),
  dueAt: Instant,
  overdue: v.boolean(),
  result: v.nullable(RecordedResult),
  acknowledgedAt: v.nullable(Instant),
});

/** What a request has beside its line in the list. */
export const ReadFacts = v.strictObject({
  ...ReadRequest.entries,
  enteredBy: v.picklist(['customer', 'admin', 'system']),
  receivedBy: v.nullable(ReceivedBy),
  receivedOn: v.nullable(Day),
  automaticOn: v.nullable(Day),
  liftedAt: v.nullable(Instant),
  replacedBy: v.nullable(v.number()),
});
export type ReadFacts = v.InferOutput<typeof ReadFacts>;
export const ReadRequestDetail = v.strictObject({
  ...ReadFacts.entries,
  /** Null once the customer is destroyed. */
  standing: v.nullable(CustomerStanding),
  systems: v.array(AskedSystem),
});
