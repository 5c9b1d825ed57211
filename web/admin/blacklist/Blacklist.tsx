import Ban from 'lucide-solid/icons/ban';
import Plus from 'lucide-solid/icons/plus';
import Search from 'lucide-solid/icons/search';
import { createSignal, Show } from 'solid-js';
import { formatShortDate, t } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Page } from '../../ui/Page.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { createPaged } from '../../ui/paged.ts';
import type { Column } from '../../ui/Table.tsx';
import { may } from '../rights.ts';
import { ErasedIds } from '../systems/ErasedIds.tsx';
import { AddToBlacklist } from './AddToBlacklist.tsx';
import { ClaimList } from './ClaimList.tsx';
import { LookUpBlacklist } from './LookUpBlacklist.tsx';
import { RemoveFromBlacklist } from './RemoveFromBlacklist.tsx';

type Entry = Outputs['admin']['blacklist']['list']['items'][number];

const removal = (remove: (entry: Entry) => void): Column<Entry> => ({
  head: t('admin.entries.remove'),
  headUnseen: true,
  cell: (row) => (
    <Button
      size="small"
      tone="quiet"
      aria-label={t('admin.entries.removeLabel', { number: row.number })}
      onClick={() => remove(row)}
    >
      {t('admin.entries.remove')}
    </Button>
  ),
});

const columnsWith = (remove: (entry: Entry) => void): Column<Entry>[] => [
  { head: t('admin.entries.kind'), main: true, cell: (row) => t(`admin.entries.kinds.${row.kind}`) },
  { head: t('admin.entries.keptBy'), cell: (row) => <ClaimList claims={row.claims} /> },
  { head: t('admin.entries.added'), keep: true, cell: (row) => formatShortDate(row.createdAt) },
  { head: t('admin.entries.ends'), keep: true, cell: (row) => formatShortDate(row.endsAt) },
  ...(may('decide') ? [removal(remove)] : []),
];

/** Clients › Blacklist: the kind of each entry and its claims, never the value, which Lethe does not store. */
export default function Blacklist() {
  const [adding, setAdding] = createSignal(false);
  const [asking, setAsking] = createSignal(false);
  const [leaving, setLeaving] = createSignal<Entry>();
  const query = createPaged<Entry>(
    () => ['admin', 'blacklist'],
    (cursor) => trpc.admin.blacklist.list.query({ cursor }),
  );
  const removeFound = (entry: Entry) => {
    setAsking(false);
    setLeaving(entry);
  };
  const actions = () => (
    <>
      <Button icon={<Search size={18} />} onClick={() => setAsking(true)}>
        {t('admin.entries.lookUp')}
      </Button>
      <Show when={may('decide')}>
        <Button icon={<Plus size={18} />} onClick={() => setAdding(true)}>
          {t('admin.entries.add')}
        </Button>
      </Show>
    </>
  );
  return (
    <Page
      title={t('admin.blacklist')}
      crumbs={[t('admin.clients')]}
      lead={t('admin.entries.lead')}
      actions={actions()}
    >
      <PagedTable
        query={query}
        caption={t('admin.entries.caption')}
        columns={columnsWith(setLeaving)}
        empty={
          <EmptyState
            icon={<Ban size={28} />}
            title={t('admin.entries.none')}
            text={t('admin.entries.noneText')}
          />
        }
      />
      <ErasedIds />
      <AddToBlacklist open={adding()} onClose={() => setAdding(false)} />
      <LookUpBlacklist open={asking()} onClose={() => setAsking(false)} onRemove={removeFound} />
      <RemoveFromBlacklist entry={leaving()} onClose={() => setLeaving(undefined)} />
    </Page>
  );
}
