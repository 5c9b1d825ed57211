import * as v from 'valibot';
import { addMonths, latestToday } from '../../calendar/rules.ts';
import { Day, Instant, line, Uuid } from '../../values/schema.ts';
import { ExternalId } from '../external-ids/schema.ts';

export const ErasureOutcome = v.picklist(['block', 'star', 'destroy']);
/** `retained`: a law demands that the system keeps something, until a day. */
export const ErasureResult = v.picklist(['done', 'nothing_held', 'retained']);
/** `marked_notified`: the system had no key that works, and an admin told it by another way. */
export const RecordedResult = v.picklist([...ErasureResult.options, 'marked_notified']);

const Cursor = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/**
 * Without `after`: what this system has not acknowledged yet, oldest first. With `after`: everything since, acknowledged or not.
 * Where there is nothing, the answer waits up to `waitSeconds` for news; what was told in the last 5 seconds is none.
 */
export const FeedInput = v.strictObject({
  after: v.optional(Cursor),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 25),
  waitSeconds: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(30)), 0),
});
export type FeedInput = v.InferOutput<typeof FeedInput>;

/**
 * What a system handed in about somebody, or tried to, by its own name. `shared`: it gave that name to somebody else, or to something of
 * theirs, too, so that it compares by hand. An id of a person stands here only where it is shared.
 */
export const ErasedRecord = v.strictObject({
  kind: v.picklist(['customer', 'service', 'invoice']),
  externalId: v.string(),
  shared: v.boolean(),
});

export const Erasure = v.strictObject({
  erasureId: Uuid,
  /** Every id by which the system calls this person and nobody else, also refused ones, until it has acknowledged or has no time left to. */
  externalIds: v.array(v.string()),
  /** Whether it had linked them. Without any id or record, before it has acknowledged: its time has passed. */
  linked: v.boolean(),
  /** Where it had not: whether it had handed in, or tried to, something about them. Without any id or record the same holds. */
  handedIn: v.boolean(),
  /** What it handed in about the person, however much, for as long. */
  records: v.array(ErasedRecord),
  outcome: ErasureOutcome,
  decidedAt: Instant,
  /** When the acknowledgement is overdue. */
  dueAt: Instant,
  overdue: v.boolean(),
  result: v.nullable(RecordedResult),
});
/** `overdue` reminds of what lies before `after` and was never acknowledged, so that a cursor moved too soon loses nothing. */
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
    /** The law that demands it, never a name: an address is refused. Forgotten after `until`, without it after 3 years. */
    reason: v.optional(
      v.pipe(
        line(200, 1),
        v.check((reason) => !reason.includes('@'), 'names_a_person'),
      ),
    ),
    /** At most 30 years from now: the longest that a law keeps records of the living. */
    until: v.optional(v.pipe(Day, v.check(isWithinYears, 'too_far'))),
  }),
  v.forward(
    v.check(({ result, until }) => result === 'retained' || until === undefined, 'only_with_retained'),
    ['until'],
  ),
);
const MAX_RETENTION_YEARS = 30;
function isWithinYears(day: string): boolean {
  return day <= addMonths(latestToday(), 12 * MAX_RETENTION_YEARS);
}
export type Acknowledge = v.InferOutput<typeof Acknowledge>;
/** As it stands after the call; the same acknowledgement twice changes nothing. */
export const Acknowledged = v.strictObject({
  erasureId: Uuid,
  result: ErasureResult,
  acknowledgedAt: Instant,
});

/** A system beside a request: what it was told, and what it has answered. */
export const NotifiedSystem = v.strictObject({
  erasureId: Uuid,
  name: v.string(),
  /** Whether it had linked the person to an id of its own. */
  linked: v.boolean(),
  /** Where it had not: whether it was told by what it had handed in about the person. */
  handedIn: v.boolean(),
  dueAt: Instant,
  overdue: v.boolean(),
  /** What an admin is to tell it, since no key of its works: by which names it is to find the person. Null where it hears, or has answered. */
  tell: v.nullable(v.pick(Erasure, ['externalIds', 'records'])),
  result: v.nullable(RecordedResult),
  reason: v.nullable(v.string()),
  retainedUntil: v.nullable(Day),
  acknowledgedAt: v.nullable(Instant),
});
export type NotifiedSystem = v.InferOutput<typeof NotifiedSystem>;

/** Systems that let their time for an acknowledgement pass, and how many of them there are to give. */
export const OverdueSystems = v.strictObject({ systems: v.number(), acknowledgements: v.number() });
export type OverdueSystems = v.InferOutput<typeof OverdueSystems>;

export const ErasureRef = v.strictObject({ erasureId: Uuid });

/** Systems of which ids of erased people are held: by these an admin looks one up. */
export const SystemsWithErasedIds = v.strictObject({
  items: v.array(v.strictObject({ systemId: Uuid, name: v.string() })),
});
/** A system's id, as an admin types it. */
export const ErasedIdRef = v.strictObject({ systemId: Uuid, externalId: ExternalId });
/** Until when the id is refused as one of an erased person; null where it is not. */
export const ErasedId = v.strictObject({ heldUntil: v.nullable(Instant) });
/** Why an id is taken again: the system has given it to somebody new, or the same person is its customer again. */
export const LiftReason = v.picklist(['somebody_new', 'came_back']);
export const LiftErasedId = v.strictObject({ ...ErasedIdRef.entries, because: LiftReason });
