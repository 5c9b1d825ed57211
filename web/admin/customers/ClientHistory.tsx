import { useNavigate } from '@solidjs/router';
import { formatShortDate, t } from '../../i18n.ts';
import type { Outputs } from '../../trpc.ts';
import type { Column } from '../../ui/Table.tsx';
import { consentColumns, downloadColumns } from '../consents/columns.tsx';
import { openRequest, requestHref } from '../requests/columns.tsx';
import { StatusBadge, typeName } from '../words.tsx';
import { createConsentsOf, createDownloadsOf, createRequestsOf, type RequestRow } from './client-lists.ts';
import { ListSection } from './ListSection.tsx';

type Client = Outputs['admin']['customers']['get'];
type NumberWords = 'admin.requests.one' | 'admin.rights.consentNumber' | 'admin.rights.downloadNumber';

const numbered = (words: NumberWords): Column<{ number: number }> => ({
  head: t('admin.list.number'),
  main: true,
  cell: ({ number }) => t(words, { number }),
});

const requestColumns: Column<RequestRow>[] = [
  numbered('admin.requests.one'),
  { head: t('admin.requests.requestType'), cell: (row) => typeName(row.type) },
  { head: t('admin.requests.requestDate'), keep: true, cell: (row) => formatShortDate(row.createdAt) },
  { head: t('admin.requests.processStatus'), cell: (row) => <StatusBadge status={row.status} /> },
  openRequest,
];

export function ClientRequests(props: { client: Client }) {
  const navigate = useNavigate();
  const requests = createRequestsOf(() => props.client.customerId);
  return (
    <ListSection
      title={t('admin.client.requests')}
      none={t('admin.client.noRequests')}
      query={requests}
      columns={requestColumns}
      onOpen={(row) => navigate(requestHref(row))}
    />
  );
}

export function ClientConsents(props: { client: Client }) {
  const consents = createConsentsOf(() => props.client.customerId);
  return (
    <ListSection
      title={t('admin.rights.consents')}
      none={t('admin.client.noConsents')}
      query={consents}
      columns={[numbered('admin.rights.consentNumber'), ...consentColumns]}
    />
  );
}

export function ClientDownloads(props: { client: Client }) {
  const downloads = createDownloadsOf(() => props.client.customerId);
  return (
    <ListSection
      title={t('admin.rights.downloads')}
      none={t('admin.client.noDownloads')}
      query={downloads}
      columns={[numbered('admin.rights.downloadNumber'), ...downloadColumns]}
    />
  );
}
