import { For, Show } from 'solid-js';
import { formatShortDate, formatZonedTime, t } from '../../i18n.ts';
import type { Outputs } from '../../trpc.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Section } from '../../ui/Page.tsx';
import { may } from '../rights.ts';
import { MarkNotified } from './MarkNotified.tsx';
import './notified-systems.css';

type Request = Outputs['admin']['requests']['get'];
type NotifiedSystem = Request['notifiedSystems'][number];

/** The systems that were notified of a decision (GDPR Art. 19), and their answers. Hidden before the decision. */
export function NotifiedSystems(props: { request: Request }) {
  return (
    <Show when={props.request.notifiedSystems.length > 0}>
      <Section id="connected-systems" title={t('admin.notified.title')} text={t('admin.notified.lead')}>
        <ul class="notified-systems">
          <For each={props.request.notifiedSystems}>
            {(system) => <System of={system} blocked={props.request.status === 'blocked'} />}
          </For>
        </ul>
      </Section>
    </Show>
  );
}

function System(props: { of: NotifiedSystem; blocked: boolean }) {
  return (
    <li>
      <div>
        <p>
          <bdi>{props.of.name}</bdi>
        </p>
        <p class="small muted">{t(`admin.notified.${howKnown(props.of)}`)}</p>
      </div>
      <Show when={props.of.result} fallback={<Waits of={props.of} />}>
        {(result) => (
          <div>
            <Badge tone={result() === 'retained' ? 'waits' : 'done'}>
              {result() === 'done' && props.blocked
                ? t('admin.notified.doneBlock')
                : t(`admin.notified.${result()}`)}
            </Badge>
            <p class="small muted">
              {t(result() === 'marked_notified' ? 'admin.notified.notifiedOn' : 'admin.notified.answeredOn', {
                date: formatShortDate(props.of.acknowledgedAt ?? ''),
              })}
            </p>
          </div>
        )}
      </Show>
      <Show when={may('decide') && props.of.idsToPassOn}>
        {(ids) => <MarkNotified of={props.of} ids={ids()} />}
      </Show>
      <Show when={props.of.result === 'retained'}>
        <p class="small kept" dir="auto">
          {retainedWords(props.of)}
        </p>
      </Show>
    </li>
  );
}

function howKnown({ linked, handedIn }: NotifiedSystem) {
  if (linked) return 'knew';
  return handedIn ? 'handedIn' : 'knewNot';
}

/** Lethe deletes the reason after some years: then it is null. */
function retainedWords({ retainedUntil, reason }: NotifiedSystem): string {
  const words = retainedUntil
    ? t('admin.notified.keepsUntil', { date: formatShortDate(retainedUntil) })
    : t('admin.notified.keeps');
  return reason === null ? words : t('admin.notified.keepsWhy', { words, reason });
}

function Waits(props: { of: NotifiedSystem }) {
  return (
    <div>
      <Badge tone={props.of.overdue ? 'destroys' : 'waits'}>
        {t(props.of.overdue ? 'admin.notified.overdue' : 'admin.notified.waits')}
      </Badge>
      <p class="small muted">
        {t(props.of.overdue ? 'admin.notified.overdueSince' : 'admin.notified.waitsUntil', {
          date: formatZonedTime(props.of.dueAt),
        })}
      </p>
    </div>
  );
}
