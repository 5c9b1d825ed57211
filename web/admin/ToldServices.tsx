import { For, Show } from 'solid-js';
import { formatDate, formatShortDate, formatZonedTime, t } from '../i18n.ts';
import type { Outputs } from '../trpc.ts';
import { Badge } from '../ui/Badge.tsx';
import { Section } from '../ui/Page.tsx';
import { TellOtherwise } from './TellOtherwise.tsx';
import './told-services.css';

type Request = Outputs['admin']['requests']['get'];
type Told = Request['toldServices'][number];

/** Who was told of a decision (GDPR Art. 19), and what each has answered; nothing before there was one to tell of. */
export function ToldServices(props: { request: Request }) {
  return (
    <Show when={props.request.toldServices.length > 0}>
      <Section id="other-services" title={t('admin.told.title')} text={t('admin.told.lead')}>
        <ul class="told">
          <For each={props.request.toldServices}>
            {(service) => <Service of={service} blocked={props.request.status === 'blocked'} />}
          </For>
        </ul>
      </Section>
    </Show>
  );
}

function Service(props: { of: Told; blocked: boolean }) {
  return (
    <li>
      <div>
        <p>
          <bdi>{props.of.name}</bdi>
        </p>
        <p class="small muted">{t(`admin.told.${howKnown(props.of)}`)}</p>
      </div>
      <Show when={props.of.result} fallback={<Waits of={props.of} />}>
        {(result) => (
          <div>
            <Badge tone={result() === 'retained' ? 'waits' : 'done'}>
              {result() === 'done' && props.blocked ? t('admin.told.doneBlock') : t(`admin.told.${result()}`)}
            </Badge>
            <p class="small muted">
              {t(result() === 'told_otherwise' ? 'admin.told.toldOn' : 'admin.told.answeredOn', {
                date: formatShortDate(props.of.acknowledgedAt ?? ''),
              })}
            </p>
          </div>
        )}
      </Show>
      <Show when={props.of.tell}>{(tell) => <TellOtherwise of={props.of} tell={tell()} />}</Show>
      <Show when={props.of.result === 'retained'}>
        <p class="small kept" dir="auto">
          {keptWords(props.of)}
        </p>
      </Show>
    </li>
  );
}

function howKnown({ linked, handedIn }: Told) {
  if (linked) return 'knew';
  return handedIn ? 'handedIn' : 'knewNot';
}

/** The reason is forgotten one day. */
function keptWords({ retainedUntil, reason }: Told): string {
  const words = retainedUntil
    ? t('admin.told.keepsUntil', { date: formatDate(retainedUntil) })
    : t('admin.told.keeps');
  return reason === null ? words : t('admin.told.keepsWhy', { words, reason });
}

function Waits(props: { of: Told }) {
  return (
    <div>
      <Badge tone={props.of.overdue ? 'destroys' : 'waits'}>
        {t(props.of.overdue ? 'admin.told.overdue' : 'admin.told.waits')}
      </Badge>
      <p class="small muted">
        {t(props.of.overdue ? 'admin.told.overdueSince' : 'admin.told.waitsUntil', {
          date: formatZonedTime(props.of.dueAt),
        })}
      </p>
    </div>
  );
}
