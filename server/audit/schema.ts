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

export const AuditListItem = v.strictObject({
  number: v.number(),
  at: Instant,
  action: Action,
  /** Null where a system or Lethe itself acted. */
  actorId: v.nullable(Uuid),
  /** Null also where the admin has left the team. */
  actorName: v.nullable(v.string()),
  /** The connected system that acted by a key. */
  systemName: v.nullable(v.string()),
  requestId: v.nullable(Uuid),
  requestNumber: v.nullable(v.number()),
  /** Counts, switches and opaque ids. */
  details: v.record(v.string(), v.unknown()),
});
export type AuditListItem = v.InferOutput<typeof AuditListItem>;
export const AuditPage = pageOf(AuditListItem);
