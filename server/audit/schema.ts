import * as v from 'valibot';
import { Day, Instant, PageInput, pageOf, Uuid } from '../values/schema.ts';
import { ACTIONS } from './rules.ts';

const Action = v.picklist(ACTIONS);

export const AuditListInput = v.strictObject({
  ...PageInput,
  /** An admin's id; `lethe` for what Lethe did on its own, `systems` for what connected systems did. */
  actor: v.optional(v.union([Uuid, v.picklist(['lethe', 'systems'])])),
  action: v.optional(Action),
  /** The number of the request that the act was about. */
  requestNumber: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  /** The first and the last day, in the operator's calendar. */
  from: v.optional(Day),
  until: v.optional(Day),
});
export type AuditListInput = v.InferOutput<typeof AuditListInput>;

/** Whose acts the list can be narrowed to. */
export const AuditActor = v.strictObject({
  adminId: Uuid,
  /** Null where they have left the team: their name is no longer stored. */
  name: v.nullable(v.string()),
  removedAt: v.nullable(Instant),
});
export type AuditActor = v.InferOutput<typeof AuditActor>;
export const AuditActors = v.strictObject({ items: v.array(AuditActor) });

export const AuditListItem = v.strictObject({
  number: v.number(),
  at: Instant,
  action: Action,
  /** Null where a system or Lethe itself acted. */
  actorId: v.nullable(Uuid),
  /** Name of the admin, or their address if they have given no name; null also where they have left the team. */
  actorName: v.nullable(v.string()),
  /** The connected system that acted by a key. */
  systemName: v.nullable(v.string()),
  requestId: v.nullable(Uuid),
  requestNumber: v.nullable(v.number()),
  /** The member, connected system or host of the webhook that the act was about; null where there is none any more. */
  subjectName: v.nullable(v.string()),
  /** Counts, switches and opaque ids. */
  details: v.record(v.string(), v.unknown()),
});
export type AuditListItem = v.InferOutput<typeof AuditListItem>;
export const AuditPage = pageOf(AuditListItem);
