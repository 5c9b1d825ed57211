import Search from 'lucide-solid/icons/search';
import { t } from '../../i18n.ts';
import { IconLink } from '../../ui/Button.tsx';
import type { Column } from '../../ui/Table.tsx';

type Row = { requestId: string; number: number };

export const requestHref = ({ requestId }: Pick<Row, 'requestId'>) => `/admin/requests/${requestId}`;

/** The magnifying glass that opens a request, for every list of requests. */
export const openRequest: Column<Row> = {
  head: t('admin.requests.open', { number: '' }),
  headUnseen: true,
  cell: (row) => (
    <IconLink
      href={requestHref(row)}
      label={t('admin.requests.open', { number: row.number })}
      icon={<Search size={18} />}
    />
  ),
};
