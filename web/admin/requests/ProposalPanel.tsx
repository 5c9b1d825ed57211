import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import { ProposalRef } from '../../../server/requests/proposal-schema.ts';
import { t } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { failureOf } from '../../ui/failure.ts';
import { createForm } from '../../ui/form.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Page.tsx';
import { toast } from '../../ui/Toast.tsx';
import { createConfirmation } from './confirmation.ts';
import { Confirmation } from './DecisionDetails.tsx';
import { Warnings } from './DecisionPanel.tsx';
import { erasedRowsOf, isIrreversible, wordsFor } from './decision.ts';
import { createPreview, EffectsPreview, MessagePreview } from './OutcomePreview.tsx';
import { type Proposal, ProposalFacts } from './ProposalFacts.tsx';
import { refreshRequests } from './pending.ts';

type Request = Outputs['admin']['requests']['get'];
type Decided = Outputs['admin']['requests']['decide'];

/** A proposed decision: who made it withdraws it, anybody else approves or declines it. */
export function ProposalPanel(props: {
  request: Request;
  proposal: Proposal;
  onDecided: (decided: Decided) => void;
}) {
  return (
    <Section title={t('admin.proposals.title')}>
      <Show
        when={props.proposal.isOwn}
        fallback={<Approval request={props.request} proposal={props.proposal} onDecided={props.onDecided} />}
      >
        <Notice tone="accent" title={t('admin.proposals.ownTitle')}>
          <p>{t('admin.proposals.own')}</p>
        </Notice>
        <ProposalFacts proposal={props.proposal} />
        <Drop request={props.request} proposal={props.proposal} />
      </Show>
    </Section>
  );
}

/** Everything that the approval will do, and what the approver types before what cannot be undone. */
function Approval(props: { request: Request; proposal: Proposal; onDecided: (decided: Decided) => void }) {
  const queries = useQueryClient();
  const preview = createPreview({
    requestId: () => props.request.requestId,
    outcome: () => props.proposal.outcome,
    blacklist: () => props.proposal.blacklist,
    reason: () => props.proposal.reason ?? '',
  });
  const confirmation = createConfirmation(() => props.request);
  const form = createForm({
    schema: ProposalRef,
    read: () => ({ requestId: props.request.requestId, proposalId: props.proposal.proposalId }),
    send: async (ref) => {
      const decided = await trpc.admin.requests.approve.mutate(ref).catch((error: unknown) => {
        // The page shows what became of it: outdated, withdrawn or decided.
        if (failureOf(error).kind !== 'fresh_sign_in_required') void refreshRequests(queries);
        throw error;
      });
      props.onDecided(decided);
    },
  });
  const rows = () => (preview.isSuccess ? erasedRowsOf(preview.data) : undefined);
  const submit = (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    if (!isIrreversible(props.proposal.outcome) || confirmation.holds()) {
      form.submit(event);
      return;
    }
    event.preventDefault();
    const field = event.currentTarget.elements.namedItem('confirm');
    if (field instanceof HTMLElement) field.focus();
  };
  return (
    <form class="stack" novalidate onSubmit={submit}>
      <Warnings request={props.request} />
      <ProposalFacts proposal={props.proposal} />
      <EffectsPreview query={preview} outcome={props.proposal.outcome} />
      <Show when={props.proposal.notify}>
        <MessagePreview query={preview} outcome={props.proposal.outcome} />
      </Show>
      <Show when={isIrreversible(props.proposal.outcome)}>
        <Confirmation outcome={props.proposal.outcome} confirmation={confirmation} />
      </Show>
      <FormFailure text={form.failure()} />
      <div class="row">
        <Button
          type="submit"
          tone={props.proposal.outcome === 'destroy' ? 'danger' : 'primary'}
          busy={form.busy()}
        >
          {wordsFor('admin.proposals.approve', props.proposal.outcome, rows())}
        </Button>
        <Drop request={props.request} proposal={props.proposal} />
      </div>
    </form>
  );
}

/** Declines the proposal of another, or withdraws one's own. */
function Drop(props: { request: Request; proposal: Proposal }) {
  const queries = useQueryClient();
  const words = () =>
    props.proposal.isOwn ? (['withdraw', 'withdrawn'] as const) : (['decline', 'declined'] as const);
  const drop = useMutation(() => ({
    mutationFn: () =>
      trpc.admin.requests.decline.mutate({
        requestId: props.request.requestId,
        proposalId: props.proposal.proposalId,
      }),
    onSuccess: () => {
      toast(t(`admin.proposals.${words()[1]}`));
      return refreshRequests(queries);
    },
  }));
  return (
    <>
      <Button busy={drop.isPending} onClick={() => drop.mutate()}>
        {t(`admin.proposals.${words()[0]}`)}
      </Button>
      <FormFailure text={drop.isError ? failureOf(drop.error).text : undefined} />
    </>
  );
}
