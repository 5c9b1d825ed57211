import { For, Show } from 'solid-js';
import { formatDate, t } from '../i18n.ts';
import type { OwnRequest } from './RequestTimeline.tsx';

/** What was asked before and what came of it. */
export function EarlierRequests(props: { requests: readonly OwnRequest[] }) {
  return (
    <Show when={props.requests.length > 0}>
      <details class="more">
        <summary>{t('customer.removal.earlier')}</summary>
        <ul class="history">
          <For each={props.requests}>{(request) => <Entry request={request} />}</For>
        </ul>
      </details>
    </Show>
  );
}

function Entry(props: { request: OwnRequest }) {
  return (
    <li>
      <span>
        {t(`customer.removal.earlierOf.${props.request.type}`, { number: props.request.number })}{' '}
        {t(`customer.removal.states.${props.request.status}`)}
        <Show when={props.request.decidedAutomatically}> {t('customer.removal.bySystem')}</Show>
      </span>
      <span class="muted number">{formatDate(props.request.decidedAt ?? props.request.createdAt)}</span>
      <Show when={props.request.reason}>
        <p class="answer small">{props.request.reason}</p>
      </Show>
    </li>
  );
}
