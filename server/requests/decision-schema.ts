import * as v from 'valibot';
import { PersonalKind } from '../blacklist/schema.ts';
import { Outcome } from '../personal-data/schema.ts';
import { NotifiedSystem } from '../systems/erasures/schema.ts';
import { text, Uuid } from '../values/schema.ts';
import { RequestStatus } from './schema.ts';

/** What an admin lists when nothing speaks against it: phones and numbers of companies are shared too often. */
export const LISTED_UNLESS_TOLD: readonly PersonalKind[] = ['email'];
/** Which identifiers of the person go onto the blacklist; `true` stands for the preset, `false` for none. */
const Blacklist = v.pipe(
  v.union([v.array(PersonalKind), v.boolean()]),
  v.transform((chosen): PersonalKind[] => {
    if (typeof chosen === 'boolean') return chosen ? [...LISTED_UNLESS_TOLD] : [];
    return [...new Set(chosen)];
  }),
);

export const Preview = v.strictObject({
  requestId: Uuid,
  outcome: Outcome,
  blacklist: v.optional(Blacklist, false),
  reason: v.optional(text(2000)),
});
/** What the outcome would do: rows by table, the very message the customer would get, and the systems that would be told. */
export const Previewed = v.strictObject({
  tables: v.array(
    v.strictObject({
      table: v.string(),
      effect: v.picklist(['deleted', 'unlinked', 'starred', 'kept']),
      rows: v.number(),
    }),
  ),
  rows: v.number(),
  message: v.nullable(v.strictObject({ to: v.string(), subject: v.string(), body: v.string() })),
  systems: v.array(v.pick(NotifiedSystem, ['name', 'linked', 'handedIn'])),
  /** What is known of the person and may be listed: how many other open customers share it, and whether it stands for nobody (`n/a`). */
  identifiers: v.array(v.strictObject({ kind: PersonalKind, others: v.number(), placeholder: v.boolean() })),
});

/** Every request asks for more than these do, so the person is told why: GDPR Art. 12(4). */
export const NEEDS_REASON: readonly Outcome[] = ['block', 'refuse'];

export const Decide = v.pipe(
  v.strictObject({
    requestId: Uuid,
    outcome: Outcome,
    blacklist: Blacklist,
    notify: v.boolean(),
    reason: v.optional(text(2000, 1)),
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

/** The decision as it was carried out; `rows` counts what was changed or deleted, `remaining` what still names the person. */
export const Decided = v.strictObject({
  requestId: Uuid,
  number: v.number(),
  status: RequestStatus,
  rows: v.number(),
  remaining: v.number(),
});
