import { Show } from 'solid-js';
import type { Outcome } from '../../../server/personal-data/schema.ts';
import { NEEDS_REASON } from '../../../server/requests/decision-schema.ts';
import { t } from '../../i18n.ts';
import { Checkbox } from '../../ui/Choice.tsx';
import { Field, TextArea } from '../../ui/Field.tsx';
import { BlacklistChoice } from './BlacklistChoice.tsx';
import { type DecisionForm, isIrreversible } from './decision.ts';
import { EffectsPreview, MessagePreview } from './OutcomePreview.tsx';

/** The fields of the chosen outcome. */
export function DecisionDetails(props: { outcome: Outcome; decision: DecisionForm }) {
  return (
    <>
      <Show when={props.decision.givesReason()}>
        <Reason decision={props.decision} outcome={props.outcome} />
      </Show>
      <EffectsPreview query={props.decision.preview} outcome={props.outcome} />
      <Show when={props.outcome !== 'refuse'}>
        <BlacklistChoice decision={props.decision} />
      </Show>
      <Show
        when={!hasNoLetter(props.decision)}
        fallback={<p class="field-hint">{t('admin.decision.noAddress')}</p>}
      >
        <div>
          <Checkbox
            name="notify"
            label={t('admin.decision.notify')}
            text={t('admin.decision.notifyText')}
            checked={props.decision.notify()}
            onChange={props.decision.setNotify}
          />
          <Show when={props.decision.notify()}>
            <MessagePreview query={props.decision.preview} outcome={props.outcome} />
          </Show>
        </div>
      </Show>
      <Show when={isIrreversible(props.outcome)}>
        <Confirmation outcome={props.outcome} confirmation={props.decision.confirmation} />
      </Show>
    </>
  );
}

/** Without an address there is no message to send. */
const hasNoLetter = ({ preview }: DecisionForm) => preview.isSuccess && preview.data.message === null;

const reasonLabel = (outcome: Outcome) =>
  outcome === 'block' || outcome === 'star'
    ? (`admin.decision.reasonOf.${outcome}` as const)
    : 'admin.decision.reason';

function Reason(props: { decision: DecisionForm; outcome: Outcome }) {
  return (
    <TextArea
      label={t(reasonLabel(props.outcome))}
      optional={NEEDS_REASON.includes(props.outcome) ? undefined : t('common.optional')}
      hint={t('admin.decision.reasonHint')}
      error={props.decision.form.error('reason')}
      name="reason"
      maxlength={2000}
      typed={props.decision.reason()}
      onInput={(event) => props.decision.setReason(event.currentTarget.value)}
    />
  );
}

/** What the admin types before an outcome that cannot be undone. */
export function Confirmation(props: { outcome: Outcome; confirmation: DecisionForm['confirmation'] }) {
  return (
    <Field
      label={t('admin.decision.confirm', { address: props.confirmation.wanted() })}
      hint={t(props.outcome === 'star' ? 'admin.decision.confirmHintStar' : 'admin.decision.confirmHint')}
      error={props.confirmation.wrong() ? t('admin.decision.confirmWrong') : undefined}
      name="confirm"
      autocomplete="off"
      autocapitalize="none"
      spellcheck={false}
      typed={props.confirmation.typed()}
      onInput={(event) => props.confirmation.setTyped(event.currentTarget.value)}
    />
  );
}
