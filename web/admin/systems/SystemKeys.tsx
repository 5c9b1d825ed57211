import Plus from 'lucide-solid/icons/plus';
import Waypoints from 'lucide-solid/icons/waypoints';
import { createSignal, For, Show } from 'solid-js';
import { formatNumber, formatShortDate, t, tn } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Page } from '../../ui/Page.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { createPaged } from '../../ui/paged.ts';
import type { Column } from '../../ui/Table.tsx';
import { may } from '../rights.ts';
import { CreateSystemKey } from './CreateSystemKey.tsx';
import { RevokeSystemKey, type SystemKey } from './RevokeSystemKey.tsx';

const tones = { active: 'done', expired: 'waits', revoked: 'neutral' } as const;

const revocation = (revoke: (key: SystemKey) => void): Column<SystemKey> => ({
  head: t('admin.keys.revoke'),
  headUnseen: true,
  cell: (row) => (
    <Show when={row.state !== 'revoked'}>
      <Button
        size="small"
        tone="quiet"
        aria-label={t('admin.keys.revokeLabel', { name: row.name, date: formatShortDate(row.createdAt) })}
        onClick={() => revoke(row)}
      >
        {t('admin.keys.revoke')}
      </Button>
    </Show>
  ),
});

const columnsWith = (revoke: (key: SystemKey) => void): Column<SystemKey>[] => [
  { head: t('admin.keys.system'), main: true, cell: (row) => <bdi>{row.name}</bdi> },
  {
    head: t('admin.keys.state'),
    cell: (row) => <Badge tone={tones[row.state]}>{t(`admin.keys.states.${row.state}`)}</Badge>,
  },
  {
    head: t('admin.keys.may'),
    cell: (row) => (
      <ul class="stack gap-0">
        <For each={row.scopes}>{(scope) => <li>{t(`admin.keys.scopes.${scope}.short`)}</li>}</For>
      </ul>
    ),
  },
  {
    head: t('admin.keys.created'),
    keep: true,
    cell: (row) => (
      <span>
        {formatShortDate(row.createdAt)}
        <span class="second">
          {row.expiresAt
            ? t('admin.keys.expires', { date: formatShortDate(row.expiresAt) })
            : t('admin.keys.never')}
        </span>
        <span class="second">
          <bdi>
            {row.createdBy === null
              ? t('admin.keys.createdByFormer')
              : t('admin.keys.createdBy', { name: row.createdBy })}
          </bdi>
        </span>
      </span>
    ),
  },
  {
    head: t('admin.keys.lastUsed'),
    keep: true,
    cell: (row) => (row.lastUsedAt ? formatShortDate(row.lastUsedAt) : t('admin.keys.unused')),
  },
  { head: t('admin.keys.linked'), cell: (row) => <People of={row} /> },
  ...(may('keys') ? [revocation(revoke)] : []),
];

/** Counts of the system: linked people, refused attempts to send erased people, refused values; and whether it reads notices. */
function People(props: { of: SystemKey }) {
  return (
    <span>
      {formatNumber(props.of.linkedPeople)}
      <Show when={props.of.refusedPeople > 0}>
        <span class="second">{tn('admin.keys.refused', props.of.refusedPeople)}</span>
      </Show>
      <Show when={props.of.refusedValues > 0}>
        <span class="second">{tn('admin.keys.refusedValues', props.of.refusedValues)}</span>
      </Show>
      <Show when={props.of.linkedPeople > 0 && !props.of.hears}>
        <span class="second">{t('admin.keys.readsNoNotices')}</span>
      </Show>
    </span>
  );
}

/** Settings › Connected Systems: the keys, what each system may do, and when it last did. */
export default function SystemKeys() {
  const [creating, setCreating] = createSignal(false);
  const [revoking, setRevoking] = createSignal<SystemKey>();
  const query = createPaged<SystemKey>(
    () => ['admin', 'systemKeys'],
    (cursor) => trpc.admin.systemKeys.list.query({ cursor }),
  );
  const create = () =>
    may('keys') && (
      <Button icon={<Plus size={18} />} onClick={() => setCreating(true)}>
        {t('admin.keys.create')}
      </Button>
    );
  return (
    <Page
      title={t('admin.keys.title')}
      crumbs={[t('admin.settings')]}
      lead={t('admin.keys.lead')}
      actions={create()}
    >
      <PagedTable
        query={query}
        caption={t('admin.keys.caption')}
        columns={columnsWith(setRevoking)}
        empty={
          <EmptyState
            icon={<Waypoints size={28} />}
            title={t('admin.keys.none')}
            text={t('admin.keys.noneText')}
            action={create()}
          />
        }
      />
      <CreateSystemKey open={creating()} onClose={() => setCreating(false)} />
      <RevokeSystemKey of={revoking()} onClose={() => setRevoking(undefined)} />
    </Page>
  );
}
