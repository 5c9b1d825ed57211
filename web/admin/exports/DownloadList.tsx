import Download from 'lucide-solid/icons/download';
import { t } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { createPaged } from '../../ui/paged.ts';
import type { Column } from '../../ui/Table.tsx';
import { downloadColumns } from '../consents/columns.tsx';
import { PersonLink } from '../PersonLink.tsx';
import { may } from '../rights.ts';

type Row = Outputs['admin']['downloads']['list']['items'][number];

const columns: Column<Row>[] = [
  {
    head: t('admin.rights.customer'),
    main: true,
    cell: (row) => (
      <PersonLink
        person={row}
        number={t('admin.rights.downloadNumber', { number: row.number })}
        hidden={!may('customers')}
      />
    ),
  },
  ...downloadColumns,
];

/** The tab Downloads: who downloaded their data, when, how much, and whether the file was complete. */
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
