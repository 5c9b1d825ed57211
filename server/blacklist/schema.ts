import * as v from 'valibot';
import { BirthDate, Instant, line, PageInput, pageOf, Uuid } from '../shapes.ts';

export const BlacklistKind = v.picklist(['email', 'phone', 'person', 'company_number']);
export type BlacklistKind = v.InferOutput<typeof BlacklistKind>;
export const BlacklistReason = v.picklist(['erasure', 'fraud', 'abuse', 'other']);
export type BlacklistReason = v.InferOutput<typeof BlacklistReason>;

/** A value as the blacklist knows it: its kind, and the keyed hash of its normal form. */
export interface Identifier {
  kind: BlacklistKind;
  hmac: Uint8Array;
}

export const BlacklistInput = v.strictObject({ ...PageInput });
/** Never the value: only its kind is known. */
export const BlacklistPage = pageOf(
  v.strictObject({
    entryId: Uuid,
    number: v.number(),
    kind: BlacklistKind,
    reason: BlacklistReason,
    requestNumber: v.nullable(v.number()),
    createdAt: Instant,
    endsAt: Instant,
  }),
);
export type BlacklistPage = v.InferOutput<typeof BlacklistPage>;
export const AddToBlacklist = v.variant('kind', [
  v.strictObject({
    kind: v.literal('email'),
    value: v.pipe(line(254, 3), v.includes('@', 'invalid_email')),
    reason: BlacklistReason,
  }),
  v.strictObject({ kind: v.literal('phone'), value: line(32, 4), reason: BlacklistReason }),
  v.strictObject({ kind: v.literal('company_number'), value: line(40, 2), reason: BlacklistReason }),
  v.strictObject({
    kind: v.literal('person'),
    fullName: line(120, 1),
    birthDate: BirthDate,
    reason: BlacklistReason,
  }),
]);
export type AddToBlacklist = v.InferOutput<typeof AddToBlacklist>;
export const BlacklistEntryRef = v.strictObject({ entryId: Uuid });
