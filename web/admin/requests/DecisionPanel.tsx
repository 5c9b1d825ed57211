import { Show } from 'solid-js';
import type { Outcome } from '../../../server/personal-data/schema.ts';
import { t, tn } from '../../i18n.ts';
import type { Outputs } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Page.tsx';
import { unpaidWords } from '../../unpaid.ts';
import { DecisionDetails } from './DecisionDetails.tsx';
import { createDecision, type DecisionForm, isIrreversible, wordsFor } from './decision.ts';
import { WhatChanged } from './WhatChanged.tsx';

type Request = Outputs['admin']['requests']['get'];
type Decided = Outputs['admin']['requests']['decide'];

function actWords(decision: DecisionForm): string {
  const outcome = decision.outcome();
  if (!outcome) return t('admin.decision.choose');
  const act = decision.needsApproval() ? 'admin.proposals.propose' : 'admin.decision.act';
  return wordsFor(act, outcome, decision.rows());
}

/** The decision: outcome, effects, blacklist, message, and one button. */
export function DecisionPanel(props: {
  request: Request;
  onDecided: (decided: Decided) => void;
  onProposed: () => void;
  onOvertaken: (reason: string) => void;
}) {
  const decision = createDecision(() => props.request, {
    onDecided: (decided) => props.onDecided(decided),
    onProposed: () => props.onProposed(),
    onOvertaken: (reason) => props.onOvertaken(reason),
  });

  const submit = (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    if (!isIrreversible(decision.outcome()) || decision.confirmation.holds()) {
      decision.form.submit(event);
      return;
    }
    event.preventDefault();
    const field = event.currentTarget.elements.namedItem('confirm');
    if (field instanceof HTMLElement) field.focus();
  };

  return (
    <Section title={t('admin.decision.title')}>
      <form
        class="stack"
        novalidate
        // The reason stays while the admin looks at another outcome.
        data-unsaved={decision.reason().trim() ? '' : undefined}
        onSubmit={submit}
      >
        <Warnings request={props.request} />
        <Outcomes request={props.request} decision={decision} />
        <Show when={decision.outcome()} keyed>
          {(outcome) => <DecisionDetails outcome={outcome} decision={decision} />}
        </Show>
        <Show when={decision.needsApproval()}>
          <Notice tone="accent">
            <p>{t('admin.proposals.needed')}</p>
          </Notice>
        </Show>
        <Show when={decision.changes()}>{(changes) => <WhatChanged changes={changes()} />}</Show>
        <FormFailure text={decision.form.failure()} />
        <Button
          type="submit"
          tone={decision.outcome() === 'destroy' ? 'danger' : 'primary'}
          // Nobody decides what they have not seen.
          disabled={!decision.preview.isSuccess}
          busy={decision.form.busy()}
        >
          {actWords(decision)}
        </Button>
      </form>
    </Section>
  );
}

/** Warns of active services and unpaid invoices before the admin chooses. */
export function Warnings(props: { request: Request }) {
  const active = () => props.request.standing?.services.active ?? 0;
  const unpaid = () => props.request.standing?.invoices.unpaid ?? 0;
  return (
    <Show when={active() + unpaid() > 0}>
      <Notice tone="waits" title={t('admin.decision.warnTitle')}>
        <Show when={active() > 0}>
          <p>{tn('admin.decision.warnServices', active())}</p>
        </Show>
        <Show when={unpaid() > 0}>
          <p>
            {tn('admin.decision.warnInvoices', unpaid(), {
              sums: unpaidWords(props.request.standing?.invoices.sums ?? []),
            })}
          </p>
        </Show>
      </Notice>
    </Show>
  );
}

function Outcomes(props: { request: Request; decision: DecisionForm }) {
  const closed = (outcome: Outcome) => outcome === 'block' && props.request.customerState === 'blocked';
  const option = (value: Outcome) => ({
    value,
    label: t(`admin.decision.outcome.${value}`),
    text: closed(value) ? t('admin.decision.alreadyBlocked') : t(`admin.decision.does.${value}`),
    disabled: closed(value),
  });
  return (
    <Choice
      legend={t('admin.decision.legend')}
      legendUnseen
      name="outcome"
      value={props.decision.outcome()}
      onChange={props.decision.setOutcome}
      options={[
        { legend: t('admin.decision.anonymization'), options: [option('block'), option('star')] },
        option('destroy'),
        option('refuse'),
      ]}
    />
  );
}
