import { createMemo, createSignal, Show } from 'solid-js';
import { Decide, type Outcome } from '../../server/requests/schema.ts';
import { t, tn } from '../i18n.ts';
import { type Outputs, trpc } from '../trpc.ts';
import { Button } from '../ui/Button.tsx';
import { Checkbox, Choice } from '../ui/Choice.tsx';
import { Field, TextArea } from '../ui/Field.tsx';
import { FormFailure } from '../ui/FormFailure.tsx';
import { failureOf } from '../ui/failure.ts';
import { createForm } from '../ui/form.ts';
import { Notice } from '../ui/Notice.tsx';
import { Section } from '../ui/Page.tsx';
import { createPreview, TheMessage, WillDo } from './OutcomePreview.tsx';
import { unpaidWords } from './StandingFacts.tsx';

type Request = Outputs['admin']['requests']['get'];
type Decided = Outputs['admin']['requests']['decide'];

const outcomes = ['block', 'star', 'destroy', 'refuse'] as const;

/** What the button does, in its own words. */
function actWords(outcome: Outcome | undefined, rows: number | undefined) {
  if (!outcome) return t('admin.decision.choose');
  if (outcome === 'block' || outcome === 'refuse') return t(`admin.decision.act.${outcome}`);
  return rows === undefined
    ? t(`admin.decision.outcome.${outcome}`)
    : tn(`admin.decision.act.${outcome}`, rows);
}

/** The decision: the outcome, what it will do, blacklist, message, and the one button. */
export function DecisionPanel(props: {
  request: Request;
  onDecided: (decided: Decided) => void;
  onOvertaken: () => void;
}) {
  const [outcome, setOutcome] = createSignal<Outcome>();
  const [reason, setReason] = createSignal('');
  const [typed, setTyped] = createSignal('');
  const [blacklist, setBlacklist] = createSignal(false);
  const [notify, setNotify] = createSignal(true);
  const [mistyped, setMistyped] = createSignal(false);
  const preview = createPreview({ requestId: () => props.request.requestId, outcome, blacklist, reason });
  const rows = createMemo(() => (preview.isSuccess ? preview.data.rows : undefined));
  /** What must be typed before a destroy; without an address, the request's number stands for it. */
  const address = () => props.request.email ?? String(props.request.number);

  const form = createForm({
    schema: Decide,
    messages: { reason: t('admin.decision.reasonMissing') },
    read: (element) => {
      const sent = new FormData(element);
      return {
        requestId: props.request.requestId,
        outcome: outcome(),
        blacklist: sent.has('blacklist'),
        notify: sent.has('notify'),
        ...(outcome() === 'refuse' && reason().trim() ? { reason: reason() } : {}),
      };
    },
    send: async (decision) => {
      try {
        props.onDecided(await trpc.admin.requests.decide.mutate(decision));
      } catch (error) {
        if (failureOf(error).kind !== 'request_already_decided') throw error;
        props.onOvertaken();
      }
    },
  });

  const submit = (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    const wrong = outcome() === 'destroy' && typed().trim().toLowerCase() !== address().toLowerCase();
    setMistyped(wrong);
    if (!wrong) return form.submit(event);
    event.preventDefault();
    const field = event.currentTarget.elements.namedItem('confirm');
    if (field instanceof HTMLElement) field.focus();
  };

  return (
    <Section title={t('admin.decision.title')}>
      <form class="stack" novalidate onSubmit={submit}>
        <Warnings request={props.request} />
        <Choice
          legend={t('admin.decision.legend')}
          legendUnseen
          name="outcome"
          value={outcome()}
          onChange={setOutcome}
          options={outcomes.map((value) => ({
            value,
            label: t(`admin.decision.outcome.${value}`),
            text:
              value === 'block' && props.request.customerState === 'blocked'
                ? t('admin.decision.alreadyBlocked')
                : t(`admin.decision.does.${value}`),
            disabled: value === 'block' && props.request.customerState === 'blocked',
          }))}
        />
        <Show when={outcome() === 'refuse'}>
          <TextArea
            label={t('admin.decision.reason')}
            hint={t('admin.decision.reasonHint')}
            error={form.error('reason')}
            name="reason"
            maxlength={2000}
            value={reason()}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </Show>
        <Show when={outcome()}>
          {(chosen) => (
            <>
              <WillDo query={preview} outcome={chosen()} />
              <Show when={chosen() !== 'refuse'}>
                <Checkbox
                  name="blacklist"
                  label={t('admin.decision.blacklist')}
                  text={t('admin.decision.blacklistText')}
                  checked={blacklist()}
                  onChange={setBlacklist}
                />
              </Show>
              <div>
                <Checkbox
                  name="notify"
                  label={t('admin.decision.notify')}
                  text={t('admin.decision.notifyText')}
                  checked={notify()}
                  onChange={setNotify}
                />
                <Show when={notify()}>
                  <TheMessage query={preview} />
                </Show>
              </div>
              <Show when={chosen() === 'destroy'}>
                <Field
                  label={t('admin.decision.confirm', { address: address() })}
                  hint={t('admin.decision.confirmHint')}
                  error={mistyped() ? t('admin.decision.confirmWrong') : undefined}
                  name="confirm"
                  autocomplete="off"
                  autocapitalize="none"
                  spellcheck={false}
                  value={typed()}
                  onInput={(event) => setTyped(event.currentTarget.value)}
                />
              </Show>
            </>
          )}
        </Show>
        <FormFailure text={form.failure()} />
        <Button
          type="submit"
          tone={outcome() === 'destroy' ? 'danger' : 'primary'}
          disabled={!outcome()}
          busy={form.busy()}
        >
          {actWords(outcome(), rows())}
        </Button>
      </form>
    </Section>
  );
}

/** Active services and unpaid invoices are said before anything is chosen. */
function Warnings(props: { request: Request }) {
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
