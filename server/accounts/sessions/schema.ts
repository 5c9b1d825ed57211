import * as v from 'valibot';
import { Instant, pageAt, pageInputAt, Uuid } from '../../values/schema.ts';

export const SessionRef = v.strictObject({ sessionId: Uuid });
/** A session by its opaque id: the token would sign anybody in. */
export const Session = v.strictObject({
  sessionId: Uuid,
  /** Null: not one of those we know. */
  browser: v.nullable(v.string()),
  system: v.nullable(v.string()),
  ipAddress: v.nullable(v.string()),
  signedInAt: Instant,
  /** To within five minutes. */
  lastSeenAt: Instant,
  /** The session that asks. */
  current: v.boolean(),
});
export type Session = v.InferOutput<typeof Session>;
export const SessionListInput = v.strictObject({ ...pageInputAt(Uuid) });
export const SessionListPage = pageAt(Session, Uuid);
export const EndedSessions = v.strictObject({ ended: v.number() });
