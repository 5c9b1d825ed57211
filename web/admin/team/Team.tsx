import UserPlus from 'lucide-solid/icons/user-plus';
import UsersRound from 'lucide-solid/icons/users-round';
import { createSignal, Match, Show, Switch } from 'solid-js';
import { formatShortDate, formatZonedTime, t } from '../../i18n.ts';
import { meQuery, personOf } from '../../queries.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Page } from '../../ui/Page.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { rowsOf } from '../../ui/paged.ts';
import { useQuery } from '../../ui/query.ts';
import type { Column } from '../../ui/Table.tsx';
import { may } from '../rights.ts';
import { ChangeRole } from './ChangeRole.tsx';
import { Invitations } from './Invitations.tsx';
import { Invite } from './Invite.tsx';
import { LastOwner } from './LastOwner.tsx';
import { RemoveMember } from './RemoveMember.tsx';
import { ResetSecondFactor } from './ResetSecondFactor.tsx';
import { createMembers, type Member, nameOf } from './team.ts';

type Asked = { to: 'change' | 'remove' | 'reset'; member: Member };

const columnsFor = (isOwn: (member: Member) => boolean): Column<Member>[] => [
  {
    head: t('admin.team.member'),
    main: true,
    cell: (row) => (
      <span>
        <bdi>{isOwn(row) ? t('admin.team.you', { name: nameOf(row) }) : nameOf(row)}</bdi>
        <span class="second">{row.email}</span>
      </span>
    ),
  },
  { head: t('admin.team.role'), cell: (row) => t(`admin.team.roles.${row.role}`) },
  {
    head: t('admin.team.twoFactor'),
    cell: (row) =>
      row.singleSignOn
        ? t('account.signOn.title')
        : t(row.twoFactor ? 'account.twoFactor.on' : 'account.twoFactor.off'),
  },
  { head: t('admin.team.joined'), keep: true, cell: (row) => formatShortDate(row.joinedAt) },
  {
    head: t('admin.team.lastHere'),
    keep: true,
    cell: (row) => (row.lastSeenAt ? formatZonedTime(row.lastSeenAt) : t('admin.team.notYet')),
  },
];

const actions = (isOwn: (member: Member) => boolean, ask: (asked: Asked) => void): Column<Member> => ({
  head: t('admin.team.actions'),
  headUnseen: true,
  cell: (member) => (
    <span class="row-actions">
      <Show when={!member.singleSignOn}>
        <Button
          size="small"
          tone="quiet"
          aria-label={t('admin.team.changeLabel', { name: nameOf(member) })}
          onClick={() => ask({ to: 'change', member })}
        >
          {t('admin.team.change')}
        </Button>
      </Show>
      <Show when={member.twoFactor && !isOwn(member)}>
        <Button
          size="small"
          tone="quiet"
          aria-label={t('admin.team.resetLabel', { name: nameOf(member) })}
          onClick={() => ask({ to: 'reset', member })}
        >
          {t('admin.team.resetAction')}
        </Button>
      </Show>
      <Button
        size="small"
        tone="quiet"
        aria-label={t('admin.team.removeLabel', { name: nameOf(member) })}
        onClick={() => ask({ to: 'remove', member })}
      >
        {t('admin.team.remove')}
      </Button>
    </span>
  ),
});

/** Settings › Team: who works here and in which role; for owners also the open invitations. */
export default function Team() {
  const [inviting, setInviting] = createSignal(false);
  const [asked, setAsked] = createSignal<Asked>();
  const me = useQuery(() => meQuery);
  const members = createMembers();
  const isOwn = ({ adminId }: Member) =>
    me.data !== undefined && me.data.role !== 'visitor' && personOf(me.data) === adminId;
  const owners = () => rowsOf(members).filter(({ role }) => role === 'owner');
  // On a later page there may be another owner: then the server decides.
  const isLastOwner = ({ role }: Member) => role === 'owner' && owners().length === 1 && !members.hasNextPage;
  return (
    <Page
      title={t('admin.team.title')}
      crumbs={[t('admin.settings')]}
      lead={t('admin.team.lead')}
      actions={
        may('team') && (
          <Button icon={<UserPlus size={18} />} onClick={() => setInviting(true)}>
            {t('admin.team.invite')}
          </Button>
        )
      }
    >
      <PagedTable
        query={members}
        caption={t('admin.team.caption')}
        columns={[...columnsFor(isOwn), ...(may('team') ? [actions(isOwn, setAsked)] : [])]}
        expected={3}
        empty={
          <EmptyState
            icon={<UsersRound size={28} />}
            title={t('admin.team.none')}
            text={t('admin.team.noneText')}
          />
        }
      />
      <Show when={may('team')}>
        <Invitations />
      </Show>
      <Show when={inviting()}>
        <Invite onClose={() => setInviting(false)} />
      </Show>
      <Show when={asked()} keyed>
        {(one) => (
          <Asking
            {...one}
            isOwn={isOwn(one.member)}
            isLastOwner={isLastOwner(one.member)}
            onClose={() => setAsked(undefined)}
          />
        )}
      </Show>
    </Page>
  );
}

function Asking(props: Asked & { isOwn: boolean; isLastOwner: boolean; onClose: () => void }) {
  const rest = () => ({ of: props.member, isOwn: props.isOwn, onClose: props.onClose });
  // Read once: after the change the list would answer differently while the dialog closes.
  const isLastOwner = props.isLastOwner;
  return (
    <Switch fallback={<RemoveMember {...rest()} />}>
      <Match when={props.to === 'reset'}>
        <ResetSecondFactor of={props.member} onClose={props.onClose} />
      </Match>
      <Match when={isLastOwner}>
        <LastOwner of={props.member} onClose={props.onClose} />
      </Match>
      <Match when={props.to === 'change'}>
        <ChangeRole {...rest()} />
      </Match>
    </Switch>
  );
}
