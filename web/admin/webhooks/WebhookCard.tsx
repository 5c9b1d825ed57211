import { Show } from 'solid-js';
import { formatNames, formatShortDate, formatZonedTime, t, tn } from '../../i18n.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Section } from '../../ui/Page.tsx';
import { FailedMessages } from './FailedMessages.tsx';
import { WebhookActions } from './WebhookActions.tsx';
import { statusIn, type Webhook, whyOf } from './webhooks.ts';

const tones = { active: 'done', disabled: 'neutral', gone: 'waits' } as const;

/** One webhook: whom Lethe calls and for what, how the last attempt went, and what can be done. */
export function WebhookCard(props: { webhook: Webhook }) {
  const state = () => props.webhook.state;
  return (
    <Section
      id={`webhook-${props.webhook.webhookId}`}
      title={props.webhook.name}
      aside={<Badge tone={tones[state()]}>{t(`admin.webhooks.states.${state()}`)}</Badge>}
    >
      <Show when={state() !== 'active'}>
        <p class="muted">
          {t(state() === 'gone' ? 'admin.webhooks.goneText' : 'admin.webhooks.disabledText')}
        </p>
      </Show>
      <Facts items={factsOf(props.webhook)} />
      <WebhookActions webhook={props.webhook} />
      <FailedMessages webhook={props.webhook} />
    </Section>
  );
}

function factsOf(webhook: Webhook) {
  const { events, queued, formerUntil } = webhook;
  const signs = formerUntil && t('admin.webhooks.formerSigns', { date: formatZonedTime(formerUntil) });
  return [
    {
      name: t('admin.webhooks.listens'),
      value: formatNames(events.map((event) => t(`admin.webhooks.events.${event}`))),
    },
    { name: t('admin.webhooks.created'), value: makerOf(webhook) },
    { name: t('admin.webhooks.lastAttempt'), value: <LastAttempt of={webhook.lastAttempt} /> },
    {
      name: t('admin.webhooks.waiting'),
      value: queued > 0 ? tn('admin.webhooks.waits', queued) : t('admin.webhooks.nothingWaits'),
    },
    ...(signs ? [{ name: t('admin.webhooks.formerSecret'), value: signs }] : []),
  ];
}

function makerOf({ createdAt, createdBy }: Webhook): string {
  const date = formatShortDate(createdAt);
  return createdBy === null
    ? t('admin.webhooks.createdByFormer', { date })
    : t('admin.webhooks.createdBy', { date, name: createdBy });
}

function LastAttempt(props: { of: Webhook['lastAttempt'] }) {
  return (
    <Show when={props.of} fallback={t('admin.webhooks.neverTried')}>
      {(last) => (
        <>
          {wordsOf(last())}
          <Show when={!last().delivered && last().code}>
            {(code) => <span class="second">{whyOf(code())}</span>}
          </Show>
        </>
      )}
    </Show>
  );
}

function wordsOf({ at, delivered, code }: NonNullable<Webhook['lastAttempt']>): string {
  const date = formatZonedTime(at);
  if (delivered) return t('admin.webhooks.delivered', { date, status: statusIn(code ?? '') ?? '' });
  return t(code === null ? 'admin.webhooks.sending' : 'admin.webhooks.undelivered', { date });
}
