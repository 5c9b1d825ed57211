import { A } from '@solidjs/router';
import { type Component, For, type JSX, Show } from 'solid-js';
import { formatShortDate, formatZonedTime, t } from '../../i18n.ts';
import type { Outputs } from '../../trpc.ts';
import { Facts } from '../../ui/Facts.tsx';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { rowsOf } from '../../ui/paged.ts';
import { createEarlierRequests } from '../customers/client-lists.ts';
import { PersonLink } from '../PersonLink.tsx';
import { may } from '../rights.ts';
import { StateBadge, StatusBadge, typeName } from '../words.tsx';
import { RequestBadge } from './ApprovalsWanted.tsx';
import { Assignment } from './Assignment.tsx';
import { blacklistedWords, LetterFacts } from './DecidedFacts.tsx';
import { InvoiceFacts, isStanding, ServiceFacts, type StandingRequest } from './StandingFacts.tsx';
import { TimeLeft } from './TimeLeft.tsx';

type Request = Outputs['admin']['requests']['get'];

/** In place of what is erased, or hidden from a role that reads the request alone. */
const withoutWords = () => t(may('customers') ? 'admin.request.gone' : 'admin.requests.hidden');

/** What an admin needs to know before a decision, as a definition list. */
export function RequestFacts(props: { request: Request }) {
  const standing = () => (isStanding(props.request) ? props.request : undefined);
  const unlessErased = (Part: Component<{ request: StandingRequest }>) => (
    <Show when={standing()} fallback={<span class="muted">{withoutWords()}</span>}>
      {(request) => <Part request={request()} />}
    </Show>
  );
  const items = (): { name: string; value: JSX.Element }[] => [
    { name: t('admin.requests.requester'), value: <Requester request={props.request} /> },
    { name: t('admin.requests.requestDate'), value: formatZonedTime(props.request.createdAt) },
    { name: t('admin.requests.requestType'), value: typeName(props.request.type) },
    { name: t('admin.request.serviceStatus'), value: unlessErased(ServiceFacts) },
    { name: t('admin.request.invoiceStatus'), value: unlessErased(InvoiceFacts) },
    { name: t('admin.requests.processStatus'), value: <Process request={props.request} /> },
    ...(props.request.status === 'pending'
      ? [{ name: t('admin.assignment.title'), value: <Assignment request={props.request} /> }]
      : []),
    { name: t('admin.decision.blacklist'), value: blacklistedWords(props.request) },
    { name: t('admin.request.sendNotification'), value: <LetterFacts request={props.request} /> },
    { name: t('admin.request.note'), value: <AsWritten text={props.request.note} /> },
    { name: t('admin.request.earlier'), value: unlessErased(EarlierRequests) },
  ];
  return <Facts items={items()} />;
}

function Requester(props: { request: Request }) {
  return (
    <div class="row">
      <PersonLink person={props.request} />
      <Show when={props.request.customerState !== 'open' && props.request.customerState}>
        {(state) => <StateBadge state={state()} />}
      </Show>
    </div>
  );
}

function Process(props: { request: Request }) {
  return (
    <div class="stack gap-1">
      <div>
        <RequestBadge request={props.request} />
      </div>
      <Show when={props.request.status === 'pending' || props.request.status === 'cancelled'}>
        <div class="small">
          <TimeLeft request={props.request} />
        </div>
      </Show>
      <Show when={props.request.automaticOn}>
        {(day) => <p class="small">{t('admin.request.automaticOn', { date: formatShortDate(day()) })}</p>}
      </Show>
      <Show when={props.request.enteredByAdmin}>
        <p class="small muted">{enteredWords(props.request.receivedOn)}</p>
      </Show>
      <Show when={props.request.replaces}>
        {(number) => <p class="small muted">{t('admin.request.replaces', { number: number() })}</p>}
      </Show>
      <Show when={receivedWords(props.request)}>
        {(how) => (
          <p class="small muted">
            {t('admin.request.enteredBySystem', {
              how: how(),
              system: props.request.enteredBySystem ?? '',
            })}
          </p>
        )}
      </Show>
    </div>
  );
}

/** With the day of arrival, if the admin gave one: the month to answer starts then. */
const enteredWords = (receivedOn: string | null) =>
  receivedOn === null
    ? t('admin.request.enteredByAdmin')
    : t('admin.request.receivedOn', {
        how: t('admin.request.enteredByAdmin'),
        date: formatShortDate(receivedOn),
      });

/** The same for a request that a system received. */
function receivedWords({ receivedBy, receivedOn }: Request): string | null {
  if (receivedBy === null) return null;
  const how = t(`admin.request.receivedBy.${receivedBy}`);
  return receivedOn === null
    ? how
    : t('admin.request.receivedOn', { how, date: formatShortDate(receivedOn) });
}

function AsWritten(props: { text: string | null }) {
  return (
    <Show when={props.text} fallback={<span class="muted">{t('admin.request.noNote')}</span>}>
      <p class="as-written" dir="auto">
        {props.text}
      </p>
    </Show>
  );
}

function EarlierRequests(props: { request: StandingRequest }) {
  const earlier = createEarlierRequests(() => props.request);
  return (
    <Show
      when={rowsOf(earlier).length > 0}
      fallback={<span class="muted">{t('admin.request.noEarlier')}</span>}
    >
      <div class="stack">
        <ul class="stack gap-2">
          <For each={rowsOf(earlier)}>
            {(request) => (
              <li class="row">
                <A href={`/admin/requests/${request.requestId}`}>
                  {t('admin.requests.one', { number: request.number })}
                </A>
                <StatusBadge status={request.status} />
                <span class="small muted">
                  {typeName(request.type)}, {formatShortDate(request.createdAt)}
                </span>
              </li>
            )}
          </For>
        </ul>
        <LoadMore query={earlier} />
      </div>
    </Show>
  );
}
