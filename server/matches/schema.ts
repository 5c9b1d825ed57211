import * as v from 'valibot';
import { Address, CustomerState } from '../customers/schema.ts';
import { Instant, pageAt, pageInputAt, Uuid } from '../values/schema.ts';

export const MatchReason = v.picklist(['name_differs', 'shared_address', 'signed_up']);

/** A pair of customers, whichever way round. */
export const MatchRef = v.strictObject({ customerId: Uuid, otherId: Uuid });

const { addressId: _id, updatedAt: _at, ...AddressParts } = Address.entries;

/** One of the two, with what tells people apart. */
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
  /** The systems that know them by an id, and by how many. */
  systems: v.array(v.strictObject({ name: v.string(), ids: v.number() })),
  services: v.number(),
  invoices: v.number(),
  /** They can sign in. */
  hasAccount: v.boolean(),
  hasPendingRequest: v.boolean(),
});
export type MatchSide = v.InferOutput<typeof MatchSide>;

export const Match = v.strictObject({
  reason: MatchReason,
  foundAt: Instant,
  /** The one who would be kept stands first: who has an account, else the lower number. */
  sides: v.tuple([MatchSide, MatchSide]),
});
export type Match = v.InferOutput<typeof Match>;

/** What has waited longest comes first. Of two ids the lower one is `customerId`. */
export const MatchPlace = v.strictObject({ foundAt: Instant, ...MatchRef.entries });
export type MatchPlace = v.InferOutput<typeof MatchPlace>;
/** With a `customerId`, those of one customer. */
export const MatchListInput = v.strictObject({ ...pageInputAt(MatchPlace), customerId: v.optional(Uuid) });
export const MatchPage = pageAt(Match, MatchPlace);

/** Beyond this many nobody counts on. */
export const MAX_COUNTED = 99;
/** Matches of two open customers that nobody has decided. */
export const OpenMatches = v.strictObject({ count: v.number() });

export const Joined = v.strictObject({ customerId: Uuid, number: v.number() });

/** Who may be the same person as the one that a request is about. */
export const MayAlsoBe = v.strictObject({
  customerId: Uuid,
  number: v.number(),
  fullName: v.nullable(v.string()),
});
