import * as v from 'valibot';
import { CustomerName } from '../systems/external-ids/schema.ts';
import { ReceivedOn } from '../values/date-schema.ts';
import { Day, Instant, PageInput, pageOf, text, Uuid } from '../values/schema.ts';

export const RequestType = v.picklist(['removal', 'anonymization']);
export const RequestStatus = v.picklist([
  'pending',
  'cancelled',
  'blocked',
  'starred',
  'destroyed',
  'refused',
]);
export type RequestType = v.InferOutput<typeof RequestType>;
export type RequestStatus = v.InferOutput<typeof RequestStatus>;
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
  /** A system entered this request, and the customer's own request with this number replaced it. */
  replacedBy: v.nullable(v.number()),
  /** The day on which Lethe will decide as asked, unless the customer cancels or an admin must decide; null: an admin decides. */
  automaticOn: v.nullable(Day),
});
export const OwnRequestListInput = v.strictObject({ ...PageInput });
export const OwnRequestPage = pageOf(OwnRequest);

export const EnterRequestInput = v.strictObject({
  customerId: Uuid,
  type: RequestType,
  /** The day it came in, from which the month of GDPR Art. 12(3) runs; today unless given. */
  receivedOn: v.optional(ReceivedOn),
  note: v.optional(text(2000)),
});

export const EnteredRequest = v.strictObject({ requestId: Uuid, number: v.number() });
/** A request that a system received from a customer. With the same `idempotencyKey`, a repeated call gets the first call's answer. */
export const SystemRequest = v.strictObject({
  customer: CustomerName,
  type: RequestType,
  receivedBy: ReceivedBy,
  /** The day it came in, from which the month of GDPR Art. 12(3) runs; today unless given. */
  receivedOn: v.optional(ReceivedOn),
  note: v.optional(text(2000)),
  idempotencyKey: v.optional(Uuid),
});
