import * as v from 'valibot';
import { BirthDate, Instant, line, PageInput, pageOf, Uuid } from '../values/schema.ts';
import { findProblem, findProblemOfPerson } from './typed.ts';

/** What can be known of one person or company. */
export const PersonalKind = v.picklist(['email', 'phone', 'person', 'company_number']);
export type PersonalKind = v.InferOutput<typeof PersonalKind>;
/** A `domain` refuses sign-ups of all its addresses. */
export const BlacklistKind = v.picklist([...PersonalKind.options, 'domain']);
export type BlacklistKind = v.InferOutput<typeof BlacklistKind>;

/** Why an admin adds an entry by hand. */
export const BlacklistReason = v.picklist(['erasure', 'fraud', 'abuse', 'other']);
export type BlacklistReason = v.InferOutput<typeof BlacklistReason>;
/** A decision claims an entry for an erasure or, where it blocks, for the block. */
const ClaimReason = v.picklist([...BlacklistReason.options, 'block']);

/** A value as the blacklist knows it: its kind, and the keyed hash of its normal form. */
export interface Identifier {
  kind: BlacklistKind;
  hmac: Uint8Array;
}

/** What asks for an entry: a request that was decided, or an admin by hand. */
export const Claim = v.strictObject({
  claimId: Uuid,
  reason: ClaimReason,
  /** Whose decision it came with; null where an admin added it by hand. */
  requestId: v.nullable(Uuid),
  requestNumber: v.nullable(v.number()),
  createdAt: Instant,
  endsAt: Instant,
});
export type Claim = v.InferOutput<typeof Claim>;

/** Never the value: only its kind is known. An entry stands as long as one of its claims. */
export const BlacklistEntry = v.strictObject({
  entryId: Uuid,
  number: v.number(),
  kind: BlacklistKind,
  createdAt: Instant,
  endsAt: Instant,
  claims: v.array(Claim),
});
export type BlacklistEntry = v.InferOutput<typeof BlacklistEntry>;

export const BlacklistInput = v.strictObject({ ...PageInput });
export const BlacklistPage = pageOf(BlacklistEntry);
export type BlacklistPage = v.InferOutput<typeof BlacklistPage>;

const single = <K extends Exclude<BlacklistKind, 'person'>>(kind: K, max: number) => ({
  kind: v.literal(kind),
  value: v.pipe(
    line(max),
    // What can never match is refused while the admin still sees what was typed.
    v.rawCheck(({ dataset, addIssue }) => {
      const problem = dataset.typed ? findProblem(kind, dataset.value) : null;
      if (problem !== null) addIssue({ message: problem });
    }),
  ),
});
const email = single('email', 254);
const phone = single('phone', 60);
const companyNumber = single('company_number', 40);
const domain = single('domain', 254);
const person = {
  kind: v.literal('person'),
  fullName: line(120, 1),
  birthDate: BirthDate,
};
/** A name and birth date that stand for nobody are refused at the name. */
const namesSomebody = <T extends { kind: BlacklistKind; fullName?: string; birthDate?: string }>() =>
  v.rawCheck<T>(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { fullName = '', birthDate = '', kind } = dataset.value;
    if (kind !== 'person' || findProblemOfPerson(fullName, birthDate) === null) return;
    const path = {
      type: 'object',
      origin: 'value',
      input: { ...dataset.value },
      key: 'fullName',
      value: fullName,
    } as const;
    addIssue({ message: 'placeholder_value', path: [path] });
  });

/** A value, to be looked up. It is hashed and forgotten. */
export const LookUp = v.pipe(
  v.variant('kind', [
    v.strictObject(email),
    v.strictObject(phone),
    v.strictObject(companyNumber),
    v.strictObject(domain),
    v.strictObject(person),
  ]),
  namesSomebody(),
);
export type LookUp = v.InferOutput<typeof LookUp>;
/** The entries that the value meets: its own and, for an address, those of its domain. */
export const MatchingEntries = v.strictObject({ items: v.array(BlacklistEntry) });

const reason = BlacklistReason;
export const AddToBlacklist = v.pipe(
  v.variant('kind', [
    v.strictObject({ ...email, reason }),
    v.strictObject({ ...phone, reason }),
    v.strictObject({ ...companyNumber, reason }),
    v.strictObject({ ...domain, reason }),
    v.strictObject({ ...person, reason }),
  ]),
  namesSomebody(),
);
export type AddToBlacklist = v.InferOutput<typeof AddToBlacklist>;
export const BlacklistEntryRef = v.strictObject({ entryId: Uuid });

/** One claim of an entry; or, where the entry has several, expressly all of them. */
export const RemoveFromBlacklist = v.strictObject({
  entryId: Uuid,
  claimId: v.optional(Uuid),
  allClaims: v.optional(v.boolean(), false),
});
export type RemoveFromBlacklist = v.InferOutput<typeof RemoveFromBlacklist>;
/** How many claims keep the entry. */
export const RemovedFromBlacklist = v.strictObject({ entryId: Uuid, claimsLeft: v.number() });
