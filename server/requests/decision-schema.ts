import * as v from 'valibot';
import { PersonalKind } from '../blacklist/schema.ts';
import { Outcome } from '../personal-data/schema.ts';
import { NotifiedSystem } from '../systems/erasures/schema.ts';
import { text, Uuid } from '../values/schema.ts';
import { RequestStatus } from './schema.ts';

/** Several people too often share a phone or a company number, so the preset leaves them out. */
export const BLACKLISTED_BY_DEFAULT: readonly PersonalKind[] = ['email'];
/** The kinds of identifiers that go onto the blacklist; `true` means the preset, `false` none. */
const Blacklist = v.pipe(
  v.union([v.array(PersonalKind), v.boolean()]),
  v.transform((chosen): PersonalKind[] => {
    if (typeof chosen === 'boolean') return chosen ? [...BLACKLISTED_BY_DEFAULT] : [];
    return [...new Set(chosen)];
  }),
);

export const Preview = v.strictObject({
  requestId: Uuid,
  outcome: Outcome,
  blacklist: v.optional(Blacklist, false),
  reason: v.optional(text(2000)),
});
/** Of what an outcome would do to everything stored about the person, by `lethe.preview_hash`. */
export const PreviewHash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/u, 'invalid'));

/** What the outcome would do: rows by table, the letter that the customer would get, and the systems that Lethe would notify. */
export const Previewed = v.strictObject({
  tables: v.array(
    v.strictObject({
      table: v.string(),
      effect: v.picklist(['deleted', 'unlinked', 'starred', 'kept']),
      rows: v.number(),
      /** Whether a change in it changes the hash: what Lethe writes as it runs does not. */
      outdates: v.boolean(),
    }),
  ),
  rows: v.number(),
  /** Changes when anything stored about the person does. */
  hash: PreviewHash,
  /** Whether an admin can only propose this outcome, for another to approve. */
  needsApproval: v.boolean(),
  message: v.nullable(v.strictObject({ to: v.string(), subject: v.string(), body: v.string() })),
  systems: v.array(v.pick(NotifiedSystem, ['name', 'linked', 'handedIn'])),
  /** Identifiers that may go onto the blacklist: how many other open customers share each, and whether it is a placeholder such as `n/a`. */
  identifiers: v.array(v.strictObject({ kind: PersonalKind, others: v.number(), placeholder: v.boolean() })),
});

/** These outcomes do less than the customer asked, so the letter must give the reason: GDPR Art. 12(4). */
export const NEEDS_REASON: readonly Outcome[] = ['block', 'refuse'];

/** What to do, and the hash of the preview that the admin saw. */
export const Decide = v.pipe(
  v.strictObject({
    requestId: Uuid,
    outcome: Outcome,
    blacklist: Blacklist,
    notify: v.boolean(),
    reason: v.optional(text(2000, 1)),
    previewHash: PreviewHash,
  }),
  v.forward(
    v.check(({ outcome, reason }) => !NEEDS_REASON.includes(outcome) || reason !== undefined, 'required'),
    ['reason'],
  ),
  v.forward(
    v.check((input) => input.outcome !== 'refuse' || input.blacklist.length === 0, 'not_with_refuse'),
    ['blacklist'],
  ),
);
export type Decide = v.InferOutput<typeof Decide>;

/** What the decision did: `rows` counts rows that it changed or deleted, `remaining` rows that still name the person. */
export const Decided = v.strictObject({
  requestId: Uuid,
  number: v.number(),
  status: RequestStatus,
  rows: v.number(),
  remaining: v.number(),
});
