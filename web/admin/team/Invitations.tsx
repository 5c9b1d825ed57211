import { createSignal, Show } from 'solid-js';
import { formatShortDate, formatZonedTime, t } from '../../i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Section } from '../../ui/Page.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import type { Column } from '../../ui/Table.tsx';
import { InMailbox } from '../notifications/InMailbox.tsx';
import { createInvitations, type Invitation } from './team.ts';
import { WithdrawInvitation } from './WithdrawInvitation.tsx';

const columnsWith = (withdraw: (invitation: Invitation) => void): Column<Invitation>[] => [
  { head: t('admin.team.address'), main: true, cell: (row) => <bdi>{row.email}</bdi> },
  { head: t('admin.team.role'), cell: (row) => t(`admin.team.roles.${row.role}`) },
  { head: t('admin.team.sent'), keep: true, cell: (row) => formatShortDate(row.createdAt) },
  { head: t('admin.team.ends'), keep: true, cell: (row) => formatZonedTime(row.expiresAt) },
  {
    head: t('admin.team.withdraw'),
    headUnseen: true,
    cell: (row) => (
      <span class="row-actions">
        <Button
          size="small"
          tone="quiet"
          aria-label={t('admin.team.withdrawLabel', { address: row.email })}
          onClick={() => withdraw(row)}
        >
          {t('admin.team.withdraw')}
        </Button>
      </span>
    ),
  },
];

/** Who was invited and has not joined yet, and until when their links work. */
export function Invitations() {
  const [leaving, setLeaving] = createSignal<Invitation>();
  const query = createInvitations();
  return (
    <Section id="invitations" title={t('admin.team.invitations')} text={t('admin.team.invitationsLead')}>
      <InMailbox />
      <PagedTable
        query={query}
        caption={t('admin.team.invitationsCaption')}
        columns={columnsWith(setLeaving)}
        expected={1}
        empty={<p class="muted">{t('admin.team.noInvitations')}</p>}
      />
      <Show when={leaving()} keyed>
        {(invitation) => <WithdrawInvitation of={invitation} onClose={() => setLeaving(undefined)} />}
      </Show>
    </Section>
  );
}
