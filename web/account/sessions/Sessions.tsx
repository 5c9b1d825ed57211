import { createSignal, Show } from 'solid-js';
import { formatZonedTime, t } from '../../i18n.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Section } from '../../ui/Page.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { rowsOf } from '../../ui/paged.ts';
import type { Column } from '../../ui/Table.tsx';
import { EndOtherSessions, EndSession } from './EndSession.tsx';
import { createSessions, deviceName, placeOf, type Session } from './sessions.ts';

const columnsWith = (end: (session: Session) => void): Column<Session>[] => [
  {
    head: t('account.sessions.device'),
    main: true,
    cell: (row) => (
      <span>
        {deviceName(row)}
        <span class="second">{placeOf(row)}</span>
        <Show when={row.current}>
          <Badge tone="done">{t('account.sessions.current')}</Badge>
        </Show>
      </span>
    ),
  },
  { head: t('account.sessions.signedIn'), cell: (row) => formatZonedTime(row.signedInAt) },
  { head: t('account.sessions.lastSeen'), cell: (row) => formatZonedTime(row.lastSeenAt) },
  {
    head: t('account.sessions.action'),
    headUnseen: true,
    cell: (row) => (
      <Show when={!row.current}>
        <span class="row-actions">
          <Button
            size="small"
            tone="quiet"
            aria-label={t('account.sessions.endLabel', { device: deviceName(row), address: placeOf(row) })}
            onClick={() => end(row)}
          >
            {t('account.sessions.end')}
          </Button>
        </span>
      </Show>
    ),
  },
];

const TEXTS = {
  customer: 'account.sessions.text',
  admin: 'account.sessions.textForAdmins',
  adminAtProvider: 'account.sessions.textAtProvider',
} as const;

/** Where the reader is signed in, this session among them; each other one can be ended, or all at once. */
export function Sessions(props: { of: keyof typeof TEXTS }) {
  const [ending, setEnding] = createSignal<Session>();
  const [endingOthers, setEndingOthers] = createSignal(false);
  const query = createSessions();
  return (
    <Section
      id="sessions"
      title={t('account.sessions.title')}
      text={t(TEXTS[props.of])}
      aside={
        <Show when={rowsOf(query).length > 1}>
          <Button size="small" onClick={() => setEndingOthers(true)}>
            {t('account.sessions.endOthers')}
          </Button>
        </Show>
      }
    >
      <PagedTable
        query={query}
        caption={t('account.sessions.caption')}
        columns={columnsWith(setEnding)}
        expected={1}
        empty={null}
      />
      <Show when={ending()} keyed>
        {(session) => <EndSession of={session} onClose={() => setEnding(undefined)} />}
      </Show>
      <Show when={endingOthers()}>
        <EndOtherSessions onClose={() => setEndingOthers(false)} />
      </Show>
    </Section>
  );
}
