import { type JSX, onMount, Show } from 'solid-js';
import { formatZonedTime, t, tn } from '../../i18n.ts';
import type { Outputs } from '../../trpc.ts';
import { ButtonLink } from '../../ui/Button.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Page.tsx';
import { Unblock } from '../customers/Unblock.tsx';
import { may } from '../rights.ts';
import { statusName } from '../words.tsx';
import { deciderWords } from './DecidedFacts.tsx';

type Request = Outputs['admin']['requests']['get'];
type Decided = Outputs['admin']['requests']['decide'];

const outcomes = { blocked: 'block', starred: 'star', destroyed: 'destroy', refused: 'refuse' } as const;
const outcomeOf = (status: Decided['status']) =>
  status === 'pending' || status === 'cancelled' ? undefined : outcomes[status];

/** What the decision has just done: how many rows it changed, and how many still name the person. */
export function DecidedNow(props: { decided: Decided; request: Request }) {
  const title = () => {
    const outcome = outcomeOf(props.decided.status);
    return outcome ? t(`admin.decision.done.${outcome}`) : statusName(props.decided.status);
  };
  let place: HTMLDivElement | undefined;
  // The form that had the focus is gone, so the answer takes it.
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
      <Show when={props.request.status !== 'pending'}>
        <DecisionFacts request={props.request} />
      </Show>
      <BackToRequests />
    </Section>
  );
}

/** A closed request: its outcome, when, and by whom. */
export function DecidedSummary(props: { request: Request }) {
  return (
    <Section title={t('admin.decision.closedTitle')}>
      <Show
        when={props.request.status !== 'cancelled'}
        fallback={<p class="muted">{cancelledWords(props.request)}</p>}
      >
        <DecisionFacts request={props.request} />
        <Show when={isBlockedStill(props.request)}>
          <p class="muted">{t('admin.decision.blockedNext')}</p>
        </Show>
      </Show>
      <BackToRequests>
        <Show when={may('decide') && isBlockedStill(props.request) && props.request.customerId}>
          {(customerId) => <Unblock customerId={customerId()} />}
        </Show>
      </BackToRequests>
    </Section>
  );
}

const cancelledWords = ({ replacedBy }: Request): string =>
  replacedBy === null ? t('admin.decision.cancelled') : t('admin.decision.replaced', { number: replacedBy });

function DecisionFacts(props: { request: Request }) {
  return (
    <Facts
      items={[
        {
          name: t('admin.decision.decided'),
          value: formatZonedTime(props.request.decidedAt ?? props.request.createdAt),
        },
        ...proposedOf(props.request),
        {
          name: t(props.request.wasApproved ? 'admin.proposals.approvedBy' : 'admin.decision.decider'),
          value: <bdi>{deciderWords(props.request)}</bdi>,
        },
        ...liftedOf(props.request),
        ...reasonOf(props.request),
      ]}
    />
  );
}

const isBlockedStill = ({ status, customerState, liftedAt }: Request): boolean =>
  status === 'blocked' && customerState === 'blocked' && liftedAt === null;

const proposedOf = ({ wasApproved, proposedBy }: Request) =>
  wasApproved
    ? [
        {
          name: t('admin.proposals.proposedBy'),
          value: <bdi>{proposedBy ?? t('admin.request.decidedByAdmin')}</bdi>,
        },
      ]
    : [];

const liftedOf = ({ liftedAt, liftedBy }: Request) =>
  liftedAt === null
    ? []
    : [
        {
          name: t('admin.unblock.lifted'),
          value: (
            <>
              {formatZonedTime(liftedAt)}
              <span class="second">
                <bdi>{liftedBy ?? t('admin.request.decidedByAdmin')}</bdi>
              </span>
            </>
          ),
        },
      ];

const reasonOf = ({ reason }: Request) =>
  reason
    ? [
        {
          name: t('admin.request.reason'),
          value: (
            <p class="as-written" dir="auto">
              {reason}
            </p>
          ),
        },
      ]
    : [];

function BackToRequests(props: { children?: JSX.Element }) {
  return (
    <div class="row">
      {props.children}
      <ButtonLink href="/admin/personal-data">{t('admin.decision.next')}</ButtonLink>
    </div>
  );
}
