import * as v from 'valibot';
import { Address, CustomerState } from '../customers/schema.ts';
import { Instant, pageAt, pageInputAt, Uuid } from '../values/schema.ts';

export const MatchReason = v.picklist(['name_differs', 'shared_address', 'signed_up']);

/** A pair of customers, in either order. */
export const MatchRef = v.strictObject({ customerId: Uuid, otherId: Uuid });

const { addressId: _id, updatedAt: _at, ...AddressParts } = Address.entries;

/** One customer of a pair, with the data by which an admin compares them. */
export const MatchSide = v.strictObject({
  customerId: Uuid,
  number: v.number(),
  state: CustomerState,
  fullName: v.nullable(v.string()),
  email: v.nullable(v.string()),
  phone: v.nullable(v.string()),
  company: v.nullable(v.string()),
  companyNumber: v.nullable(v.string()),
  birthDate: v.nullable(v.string()),
  language: v.nullable(v.string()),
  addresses: v.array(v.strictObject(AddressParts)),
  /** The systems that have ids of this customer, and how many ids each has. */
  systems: v.array(v.strictObject({ name: v.string(), ids: v.number() })),
  services: v.number(),
  invoices: v.number(),
  /** Whether the customer can sign in. */
  hasAccount: v.boolean(),
  hasPendingRequest: v.boolean(),
});
export type MatchSide = v.InferOutput<typeof MatchSide>;

export const Match = v.strictObject({
  reason: MatchReason,
  foundAt: Instant,
  /** The customer that a join would keep comes first: the one with an account, else the lower number. */
  sides: v.tuple([MatchSide, MatchSide]),
});
export type Match = v.InferOutput<typeof Match>;

/** Oldest first. `customerId` is the lower of the two ids. */
export const MatchPlace = v.strictObject({ foundAt: Instant, ...MatchRef.entries });
export type MatchPlace = v.InferOutput<typeof MatchPlace>;
/** With a `customerId`, only the matches of that customer. */
export const MatchListInput = v.strictObject({ ...pageInputAt(MatchPlace), customerId: v.optional(Uuid) });
export const MatchPage = pageAt(Match, MatchPlace);

/** The count stops here: no page shows a higher number. */
export const MAX_COUNTED = 99;
/** Matches of two open customers that nobody has decided. */
export const OpenMatches = v.strictObject({ count: v.number() });

export const Joined = v.strictObject({ customerId: Uuid, number: v.number() });

/** A customer who may be the same person as the requester. */
export const MayAlsoBe = v.strictObject({
  customerId: Uuid,
  number: v.number(),
  fullName: v.nullable(v.string()),
});
