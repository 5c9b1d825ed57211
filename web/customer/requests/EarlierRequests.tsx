import { For, Show } from 'solid-js';
import { formatDate, t } from '../../i18n.ts';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { type Paged, rowsOf } from '../../ui/paged.ts';
import type { OwnRequest } from './RequestTimeline.tsx';

/** For the newest request only: the page shows it above while it is pending, or if it was refused. */
const isShownAbove = ({ status }: OwnRequest) => status === 'pending' || status === 'refused';

/** Earlier requests and their outcomes. */
export function EarlierRequests(props: { all: Paged<OwnRequest> }) {
  const earlier = () => rowsOf(props.all).filter((request, index) => index > 0 || !isShownAbove(request));
  return (
    <Show when={earlier().length > 0}>
      <details class="more">
        <summary>{t('customer.removal.earlier')}</summary>
        <ul class="history">
          <For each={earlier()}>{(request) => <Entry request={request} />}</For>
        </ul>
        <LoadMore query={props.all} />
      </details>
    </Show>
  );
}

function Entry(props: { request: OwnRequest }) {
  return (
    <li>
      <span>
        {t(`customer.removal.earlierOf.${props.request.type}`, { number: props.request.number })}{' '}
        {props.request.replacedBy === null
          ? t(`customer.removal.states.${props.request.status}`)
          : t('customer.removal.replaced', { number: props.request.replacedBy })}
        <Show when={props.request.liftedAt}>
          {(at) => <> {t('customer.removal.lifted', { date: formatDate(at()) })}</>}
        </Show>
        <Show when={props.request.decidedAutomatically}> {t('customer.removal.bySystem')}</Show>
      </span>
      <span class="muted number">{formatDate(props.request.decidedAt ?? props.request.createdAt)}</span>
      <Show when={props.request.reason}>
        <p class="answer small">{props.request.reason}</p>
      </Show>
    </li>
  );
}
