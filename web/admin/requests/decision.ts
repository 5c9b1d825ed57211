import { createEffect, createMemo, createSignal } from 'solid-js';
import type { PersonalKind } from '../../../server/blacklist/schema.ts';
import type { Outcome } from '../../../server/personal-data/schema.ts';
import { BLACKLISTED_BY_DEFAULT, Decide, NEEDS_REASON } from '../../../server/requests/decision-schema.ts';
import { t, tn } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { failureOf } from '../../ui/failure.ts';
import { createForm } from '../../ui/form.ts';
import { createChanges } from './changes.ts';
import { createConfirmation } from './confirmation.ts';
import { createPreview, type Preview } from './OutcomePreview.tsx';

type Request = Outputs['admin']['requests']['get'];
type Decided = Outputs['admin']['requests']['decide'];

type Callbacks = {
  onProposed: () => void;
  onDecided: (decided: Decided) => void;
  /** Somebody else has decided, or the customer has cancelled. Keeps the typed reason. */
  onOvertaken: (reason: string) => void;
};

type Identifier = Preview['identifiers'][number];

/** Ticked at first: kinds that are listed by default, if no other client shares the value. */
const defaultKindsOf = (identifiers: readonly Identifier[]): PersonalKind[] =>
  identifiers
    .filter(
      ({ kind, others, placeholder }) =>
        BLACKLISTED_BY_DEFAULT.includes(kind) && others === 0 && !placeholder,
    )
    .map(({ kind }) => kind);

/** Starring gives less than the requested removal, so the admin may give a reason. Other outcomes require one. */
const mayGiveReason = (outcome: Outcome | undefined, { type }: Request): boolean =>
  outcome !== undefined && (NEEDS_REASON.includes(outcome) || (outcome === 'star' && type === 'removal'));

/** Rows that the outcome deletes or stars, for the button. The preview names the others. */
export const erasedRowsOf = ({ tables }: Preview): number =>
  tables
    .filter(({ effect }) => effect === 'deleted' || effect === 'starred')
    .reduce((sum, { rows }) => sum + rows, 0);

/** Which identifiers go on the blacklist: some by default, until the admin chooses. */
function createListing(outcome: () => Outcome | undefined) {
  const [chosen, setChosen] = createSignal<PersonalKind[]>();
  const [identifiers, setIdentifiers] = createSignal<Identifier[]>([]);
  const blacklist = () => (outcome() === 'refuse' ? [] : (chosen() ?? defaultKindsOf(identifiers())));
  return {
    identifiers,
    setIdentifiers,
    blacklist,
    lists: (kind: PersonalKind) => blacklist().includes(kind),
    list: (kind: PersonalKind, on: boolean) =>
      setChosen([...blacklist().filter((one) => one !== kind), ...(on ? [kind] : [])]),
  };
}

const OUTDATED_KINDS = new Set(['preview_outdated', 'approval_required', 'approval_not_needed']);

/** The button says what it does: `decision.act` decides, the others propose or approve. */
export function wordsFor(
  act: 'admin.decision.act' | 'admin.proposals.propose' | 'admin.proposals.approve',
  outcome: Outcome,
  rows: number | undefined,
): string {
  if (outcome === 'block' || outcome === 'refuse') return t(`${act}.${outcome}`);
  return rows === undefined ? t(`admin.decision.outcome.${outcome}`) : tn(`${act}.${outcome}`, rows);
}

/** The state of the decision form: the admin's choices, the preview and the confirmation. */
export function createDecision(request: () => Request, callbacks: Callbacks) {
  const [outcome, setOutcome] = createSignal<Outcome>();
  const { identifiers, setIdentifiers, blacklist, lists, list } = createListing(outcome);
  const [notify, setNotify] = createSignal(true);
  const [reason, setReason] = createSignal('');
  const givesReason = () => mayGiveReason(outcome(), request());
  const sentReason = () => (givesReason() ? reason().trim() : '');
  const preview = createPreview({
    requestId: () => request().requestId,
    outcome,
    blacklist,
    reason: sentReason,
  });
  // The admin must have seen an identifier before it is listed.
  createEffect(() => preview.isSuccess && setIdentifiers(preview.data.identifiers));
  const needsApproval = () => preview.isSuccess && preview.data.needsApproval;
  const rows = createMemo(() => (preview.isSuccess ? erasedRowsOf(preview.data) : undefined));

  const form = createForm({
    schema: Decide,
    messages: { reason: t('admin.decision.reasonMissing') },
    read: () => ({
      requestId: request().requestId,
      outcome: outcome(),
      blacklist: blacklist(),
      notify: notify(),
      previewHash: preview.data?.hash,
      ...(sentReason() ? { reason: sentReason() } : {}),
    }),
    send: async (decision) => {
      try {
        if (needsApproval()) {
          await trpc.admin.requests.propose.mutate(decision);
          callbacks.onProposed();
        } else callbacks.onDecided(await trpc.admin.requests.decide.mutate(decision));
      } catch (error) {
        const { kind } = failureOf(error);
        if (kind === 'request_already_decided') return callbacks.onOvertaken(sentReason());
        // The preview shows what has changed, and whether the settings still ask for approval.
        if (OUTDATED_KINDS.has(kind)) void preview.refetch();
        throw error;
      }
    },
  });

  return {
    outcome,
    setOutcome,
    identifiers,
    lists,
    list,
    notify,
    setNotify,
    reason,
    setReason,
    givesReason,
    preview,
    changes: createChanges(preview, outcome),
    rows,
    needsApproval,
    form,
    confirmation: createConfirmation(request),
  };
}

/** Whether the outcome cannot be undone. */
export const isIrreversible = (outcome: Outcome | undefined): boolean =>
  outcome === 'star' || outcome === 'destroy';

export type DecisionForm = ReturnType<typeof createDecision>;
