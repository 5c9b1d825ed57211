import * as v from 'valibot';
import { GivenInstant } from '../values/date-schema.ts';
import { Email, Instant, PageInput, pageOf, Uuid } from '../values/schema.ts';
import { CustomerStanding } from './contract-schema.ts';
import { CustomerState } from './schema.ts';

/* Customers as a key with the scope `customers:read` sees them. A list names nobody; one customer at a time has a name. */

export const ReadCustomersInput = v.strictObject({
  ...PageInput,
  state: v.optional(CustomerState),
  /** Exactly this address; several customers may share one. */
  email: v.optional(Email),
  /** `From` is included, `until` is not. */
  createdFrom: v.optional(GivenInstant),
  createdUntil: v.optional(GivenInstant),
});
export type ReadCustomersInput = v.InferOutput<typeof ReadCustomersInput>;

export const ReadCustomer = v.strictObject({
  customerId: Uuid,
  number: v.number(),
  state: CustomerState,
  createdAt: Instant,
  closedAt: v.nullable(Instant),
  hasAccount: v.boolean(),
  /** The request that waits for a decision; null where none does. */
  pendingRequestId: v.nullable(Uuid),
});
export type ReadCustomer = v.InferOutput<typeof ReadCustomer>;
export const ReadCustomerPage = pageOf(ReadCustomer);

/** No phone, birth date, addresses or company number: whoever needs these opens the client's page. */
export const ReadPerson = v.strictObject({
  ...ReadCustomer.entries,
  fullName: v.nullable(v.string()),
  email: v.nullable(v.string()),
  company: v.nullable(v.string()),
  language: v.nullable(v.string()),
});
export type ReadPerson = v.InferOutput<typeof ReadPerson>;
export const ReadCustomerDetail = v.strictObject({ ...ReadPerson.entries, standing: CustomerStanding });
