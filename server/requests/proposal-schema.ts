import * as v from 'valibot';
import { PersonalKind } from '../blacklist/schema.ts';
import { Outcome } from '../personal-data/schema.ts';
import { Instant, Uuid } from '../values/schema.ts';

export const ProposalRef = v.strictObject({ requestId: Uuid, proposalId: Uuid });

/** A proposed decision that waits for another member. */
export const Proposal = v.strictObject({
  proposalId: Uuid,
  outcome: Outcome,
  blacklist: v.array(PersonalKind),
  notify: v.boolean(),
  reason: v.nullable(v.string()),
  proposedAt: Instant,
  /** From then on it cannot be approved. */
  expiresAt: Instant,
  /** The member who proposed it. */
  proposedBy: v.string(),
  /** Whether the viewer proposed it: they can withdraw it, and not approve it. */
  isOwn: v.boolean(),
  /** What is stored about the person has changed since: it cannot be approved. */
  isOutdated: v.boolean(),
});
export type Proposal = v.InferOutput<typeof Proposal>;
