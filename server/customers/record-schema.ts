import * as v from 'valibot';
import { Instant, pageAt, pageInputAt, Uuid } from '../values/schema.ts';
import { CustomerRef } from './schema.ts';

/** What a system tried to hand in about a customer and was refused: an erasure names it as well. */
const RefusedIdKey = v.strictObject({
  systemId: Uuid,
  kind: v.picklist(['customer', 'service', 'invoice']),
  externalId: v.string(),
  refusedAt: Instant,
});
export const RefusedId = v.strictObject({
  ...RefusedIdKey.entries,
  systemName: v.string(),
  /** A word of the error catalogue. */
  reason: v.string(),
});
export const RefusedIdsOfCustomer = v.strictObject({ ...CustomerRef.entries, ...pageInputAt(RefusedIdKey) });
export const RefusedIdPage = pageAt(RefusedId, RefusedIdKey);

/** A service, or an invoice with its lines. */
export const RecordKind = v.picklist(['service', 'invoice']);
export type RecordKind = v.InferOutput<typeof RecordKind>;
export const RecordRef = v.strictObject({ ...CustomerRef.entries, kind: RecordKind, recordId: Uuid });
/** To an open customer, by the number that stands on every page. */
export const MoveRecord = v.strictObject({
  ...RecordRef.entries,
  toNumber: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
});
