import * as v from 'valibot';
import { BirthDate, Instant, line, PageInput, pageOf, Uuid } from '../values/schema.ts';
import { findProblem, findProblemOfPerson } from './typed.ts';

/** The kinds of values that identify one person or company. */
export const PersonalKind = v.picklist(['email', 'phone', 'person', 'company_number']);
export type PersonalKind = v.InferOutput<typeof PersonalKind>;
/** An entry of kind `domain` refuses sign-ups with any of its addresses. */
export const BlacklistKind = v.picklist([...PersonalKind.options, 'domain']);
export type BlacklistKind = v.InferOutput<typeof BlacklistKind>;

/** Why an admin adds an entry by hand. */
export const BlacklistReason = v.picklist(['erasure', 'fraud', 'abuse', 'other']);
export type BlacklistReason = v.InferOutput<typeof BlacklistReason>;
/** A decision claims an entry with the reason `erasure` or, when it blocks the customer, `block`. */
const ClaimReason = v.picklist([...BlacklistReason.options, 'block']);

/** A value as the blacklist stores it: its kind, and the keyed hash of its normal form. */
export interface Identifier {
  kind: BlacklistKind;
  hmac: Uint8Array;
}

/** A reason to keep an entry: the decision of a request, or an admin who added it by hand. */
export const Claim = v.strictObject({
  claimId: Uuid,
  reason: ClaimReason,
  /** The request whose decision added the claim; null if an admin added it by hand. */
  requestId: v.nullable(Uuid),
  requestNumber: v.nullable(v.number()),
  createdAt: Instant,
  endsAt: Instant,
});
export type Claim = v.InferOutput<typeof Claim>;

/** An entry. Lethe does not store the value, only its kind. An entry lasts as long as its last claim. */
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
    // Refuses a value that can never match, while the admin still sees it in the form.
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
/** Refuses a name and birth date that are placeholders; reports the error at the name. */
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

/** A value to look up. Lethe hashes it and does not store it. */
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
/** The entries that match the value; for an address also those of its domains. */
export const MatchingEntries = v.strictObject({ items: v.array(BlacklistEntry) });

const reason = BlacklistReason;
export const AddToBlacklistInput = v.pipe(
  v.variant('kind', [
    v.strictObject({ ...email, reason }),
    v.strictObject({ ...phone, reason }),
    v.strictObject({ ...companyNumber, reason }),
    v.strictObject({ ...domain, reason }),
    v.strictObject({ ...person, reason }),
  ]),
  namesSomebody(),
);
export type AddToBlacklistInput = v.InferOutput<typeof AddToBlacklistInput>;
export const BlacklistEntryRef = v.strictObject({ entryId: Uuid });

/** Names one claim of an entry. To remove all of several claims, set `allClaims`. */
export const RemoveFromBlacklistInput = v.strictObject({
  entryId: Uuid,
  claimId: v.optional(Uuid),
  allClaims: v.optional(v.boolean(), false),
});
export type RemoveFromBlacklistInput = v.InferOutput<typeof RemoveFromBlacklistInput>;
/** `claimsLeft`: how many claims still keep the entry. */
export const RemovedFromBlacklist = v.strictObject({ entryId: Uuid, claimsLeft: v.number() });
