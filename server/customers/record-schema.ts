import * as v from 'valibot';
import { Instant, pageAt, pageInputAt, Uuid } from '../values/schema.ts';
import { CustomerRef } from './schema.ts';

/** The id of a row about a customer that Lethe refused from a system: an erasure notice names it as well. */
const RefusedIdKey = v.strictObject({
  systemId: Uuid,
  kind: v.picklist(['customer', 'service', 'invoice']),
  externalId: v.string(),
  refusedAt: Instant,
});
export const RefusedId = v.strictObject({
  ...RefusedIdKey.entries,
  systemName: v.string(),
  /** An error kind of the catalog. */
  reason: v.string(),
});
export const RefusedIdsOfCustomer = v.strictObject({ ...CustomerRef.entries, ...pageInputAt(RefusedIdKey) });
export const RefusedIdPage = pageAt(RefusedId, RefusedIdKey);

/** A service, or an invoice with its lines. */
export const RecordKind = v.picklist(['service', 'invoice']);
export type RecordKind = v.InferOutput<typeof RecordKind>;
export const RecordRef = v.strictObject({ ...CustomerRef.entries, kind: RecordKind, recordId: Uuid });
/** Moves a record to an open customer, named by the number that every page shows. */
export const MoveRecord = v.strictObject({
  ...RecordRef.entries,
  toNumber: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
});
