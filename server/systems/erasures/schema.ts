import * as v from 'valibot';
import { addMonths, latestToday } from '../../calendar/rules.ts';
import { MAX_RETENTION_YEARS } from '../../values/limits-and-periods.ts';
import { Day, Instant, line, Uuid } from '../../values/schema.ts';
import { ExternalId } from '../external-ids/schema.ts';

export const ErasureOutcome = v.picklist(['block', 'star', 'destroy']);
/** `retained`: a law requires the system to keep something; `until` names the day, if there is one. */
export const ErasureResult = v.picklist(['done', 'nothing_held', 'retained']);
/** `marked_notified`: the system had no valid key, and an admin notified it in another way. */
export const RecordedResult = v.picklist([...ErasureResult.options, 'marked_notified']);

const Cursor = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/**
 * Without `after`: the erasures that this system has not acknowledged, oldest first. With `after`: all erasures since, acknowledged or not.
 * Without news, the answer waits up to `waitSeconds`. An erasure that the system read in the last `NOTIFIED_LATELY_SECONDS` is no news.
 */
export const FeedInput = v.strictObject({
  after: v.optional(Cursor),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 25),
  waitSeconds: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(30)), 0),
});
export type FeedInput = v.InferOutput<typeof FeedInput>;

/**
 * A record that a system sent about a customer, or tried to send. `shared`: the system also used the id for another customer or their record,
 * so it must compare by hand. A record of kind `customer` appears only if its id is shared.
 */
export const ErasedRecord = v.strictObject({
  kind: v.picklist(['customer', 'service', 'invoice']),
  externalId: v.string(),
  shared: v.boolean(),
});

export const Erasure = v.strictObject({
  erasureId: Uuid,
  /** Every id that the system uses for this customer alone, also refused ones. Empty after the acknowledgement, or `LATE_DAYS` after `dueAt`. */
  externalIds: v.array(v.string()),
  /** Whether the system had linked the customer. If true and both lists are empty, the system is too late. */
  linked: v.boolean(),
  /** If it had not linked the customer: whether it had sent records about them, or tried to. If true and both lists are empty, it is too late. */
  handedIn: v.boolean(),
  /** All records that the system sent about the customer, for as long as `externalIds`. */
  records: v.array(ErasedRecord),
  outcome: ErasureOutcome,
  decidedAt: Instant,
  /** The instant from which the acknowledgement is overdue. */
  dueAt: Instant,
  overdue: v.boolean(),
  result: v.nullable(RecordedResult),
});
/** `overdue` lists overdue erasures before `after`, so that a cursor moved too early loses nothing. */
export const Feed = v.strictObject({
  items: v.array(Erasure),
  nextCursor: v.number(),
  overdue: v.array(Erasure),
});
export type Feed = v.InferOutput<typeof Feed>;

export const Acknowledge = v.pipe(
  v.strictObject({
    erasureId: Uuid,
    result: ErasureResult,
    /** The law that requires it, never a name: an `@` is refused. Lethe deletes it after `until`, or after `REASON_YEARS` without `until`. */
    reason: v.optional(
      v.pipe(
        line(200, 1),
        v.check((reason) => !reason.includes('@'), 'names_a_person'),
      ),
    ),
    /** At most `MAX_RETENTION_YEARS` from now. */
    until: v.optional(v.pipe(Day, v.check(isWithinYears, 'too_far'))),
  }),
  v.forward(
    v.check(({ result, until }) => result === 'retained' || until === undefined, 'only_with_retained'),
    ['until'],
  ),
);
function isWithinYears(day: string): boolean {
  return day <= addMonths(latestToday(), 12 * MAX_RETENTION_YEARS);
}
export type Acknowledge = v.InferOutput<typeof Acknowledge>;
/** The acknowledgement after the call. The same one twice changes nothing. */
export const Acknowledged = v.strictObject({
  erasureId: Uuid,
  result: ErasureResult,
  acknowledgedAt: Instant,
});

/** A system that Lethe notified of a request's decision, and what it has answered. */
export const NotifiedSystem = v.strictObject({
  erasureId: Uuid,
  name: v.string(),
  /** Whether it had linked the customer to an id of its own. */
  linked: v.boolean(),
  /** If it had not linked the customer: whether it had sent records about them. */
  handedIn: v.boolean(),
  dueAt: Instant,
  overdue: v.boolean(),
  /** The ids that an admin must pass on, since the system has no valid key. Null if it can read erasures, or has answered. */
  idsToPassOn: v.nullable(v.pick(Erasure, ['externalIds', 'records'])),
  result: v.nullable(RecordedResult),
  reason: v.nullable(v.string()),
  retainedUntil: v.nullable(Day),
  acknowledgedAt: v.nullable(Instant),
});
export type NotifiedSystem = v.InferOutput<typeof NotifiedSystem>;

/** How many systems are late, and how many acknowledgements are missing. */
export const OverdueCounts = v.strictObject({ systems: v.number(), acknowledgements: v.number() });
export type OverdueCounts = v.InferOutput<typeof OverdueCounts>;

export const ErasureRef = v.strictObject({ erasureId: Uuid });

/** The systems with stored ids of erased people. An admin chooses one to look up an id. */
export const SystemsWithErasedIds = v.strictObject({
  items: v.array(v.strictObject({ systemId: Uuid, name: v.string() })),
});
/** A system's id, as an admin types it. */
export const ErasedIdRef = v.strictObject({ systemId: Uuid, externalId: ExternalId });
/** Until when Lethe refuses the id as one of an erased person; null if it does not. */
export const ErasedId = v.strictObject({ heldUntil: v.nullable(Instant) });
/** Why Lethe accepts an id again: the system has given it to somebody new, or the same person is its customer again. */
export const LiftReason = v.picklist(['somebody_new', 'came_back']);
export const LiftErasedIdInput = v.strictObject({ ...ErasedIdRef.entries, because: LiftReason });
