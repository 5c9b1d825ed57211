import { onMount, Show } from 'solid-js';
import { formatDate, t, tn } from '../i18n.ts';
import type { Outputs } from '../trpc.ts';
import { ButtonLink } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Section } from '../ui/Page.tsx';
import { statusName } from './words.tsx';

type Request = Outputs['admin']['requests']['get'];
type Decided = Outputs['admin']['requests']['decide'];

const outcomes = { blocked: 'block', starred: 'star', destroyed: 'destroy', refused: 'refuse' } as const;
const outcomeOf = (status: Decided['status']) =>
  status === 'pending' || status === 'cancelled' ? undefined : outcomes[status];

/** What the decision just did, said where it was made: how many rows, and that nothing names the person any more. */
export function DecidedNow(props: { decided: Decided }) {
  const title = () => {
    const outcome = outcomeOf(props.decided.status);
    return outcome ? t(`admin.decision.done.${outcome}`) : statusName(props.decided.status);
  };
  let place: HTMLDivElement | undefined;
  // The form that had the focus is gone: it goes on from the answer.
  onMount(() => place?.focus());
  const names = () => props.decided.status === 'starred' || props.decided.status === 'destroyed';
  return (
    <Section title={t('admin.decision.title')}>
      <div
        class="stack decided"
        tabindex="-1"
        ref={(element) => {
          place = element;
        }}
      >
        <Notice tone="done" title={title()} live>
          <Show when={props.decided.status !== 'refused'}>
            <p>{tn('admin.decision.doneRows', props.decided.rows)}</p>
          </Show>
          <Show when={names()}>
            <p>{tn('admin.decision.remaining', props.decided.remaining)}.</p>
          </Show>
          <Show when={props.decided.status === 'blocked'}>
            <p>{t('admin.decision.blockedNext')}</p>
          </Show>
        </Notice>
      </div>
      <BackToRequests />
    </Section>
  );
}

/** The rule a system decision names, in words; one that is not known here by its name. */
function ruleWords(rule: string) {
  const days = /^waiting_period_(\d+)_days$/u.exec(rule)?.[1];
  return days
    ? tn('admin.request.decidedByWaiting', Number(days))
    : t('admin.request.decidedBySystem', { rule });
}

/** A request that is over: what became of it, when, and by whom. */
export function HowItStands(props: { request: Request }) {
  const who = () =>
    props.request.decidedAutomatically
      ? ruleWords(props.request.decidedByRule ?? '')
      : t('admin.request.decidedByAdmin');
  return (
    <Section title={t('admin.decision.standsTitle')}>
      <Show
        when={props.request.status !== 'cancelled'}
        fallback={<p class="muted">{t('admin.decision.cancelled')}</p>}
      >
        <p>
          {t('admin.decision.stands', {
            status: statusName(props.request.status),
            date: formatDate(props.request.decidedAt ?? props.request.createdAt),
            who: who(),
          })}
        </p>
        <Show when={props.request.status === 'blocked' && props.request.customerState === 'blocked'}>
          <p class="muted">{t('admin.decision.blockedNext')}</p>
        </Show>
      </Show>
      <BackToRequests />
    </Section>
  );
}

function BackToRequests() {
  return (
    <div class="row">
      <ButtonLink href="/admin/personal-data">{t('admin.decision.next')}</ButtonLink>
    </div>
  );
}
