import Download from 'lucide-solid/icons/download';
import { formatBytes, formatZonedTime, t } from '../i18n.ts';
import { type Outputs, trpc } from '../trpc.ts';
import { Badge, type Tone } from '../ui/Badge.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { PagedTable } from '../ui/PagedTable.tsx';
import { createPaged } from '../ui/paged.ts';
import type { Column } from '../ui/Table.tsx';
import { PersonLink } from './PersonLink.tsx';

type Row = Outputs['admin']['downloads']['list']['items'][number];

const tones: Record<Row['outcome'], Tone> = { running: 'waits', complete: 'done', aborted: 'destroys' };

const columns: Column<Row>[] = [
  {
    head: t('admin.rights.customer'),
    main: true,
    cell: (row) => (
      <PersonLink person={row} number={t('admin.rights.downloadNumber', { number: row.number })} />
    ),
  },
  { head: t('admin.rights.started'), keep: true, cell: (row) => formatZonedTime(row.startedAt) },
  { head: t('admin.rights.size'), align: 'end', cell: (row) => formatBytes(row.bytes) },
  {
    head: t('admin.rights.arrival'),
    cell: (row) => <Badge tone={tones[row.outcome]}>{t(`admin.rights.outcome.${row.outcome}`)}</Badge>,
  },
];

/** The tab Downloads: who took their data, when, how much of it, and whether it arrived whole. */
export default function DownloadList() {
  const query = createPaged<Row>(
    () => ['admin', 'downloads'],
    (cursor) => trpc.admin.downloads.list.query({ cursor }),
  );
  return (
    <PagedTable
      query={query}
      caption={t('admin.rights.downloadsCaption')}
      columns={columns}
      empty={
        <EmptyState
          icon={<Download size={28} />}
          title={t('admin.rights.noDownloads')}
          text={t('admin.rights.noDownloadsText')}
        />
      }
    />
  );
}
