import { useNavigate } from '@solidjs/router';
import Inbox from 'lucide-solid/icons/inbox';
import Search from 'lucide-solid/icons/search';
import { Show } from 'solid-js';
import { RequestStatus, RequestType } from '../../server/requests/schema.ts';
import { formatShortDate, t } from '../i18n.ts';
import { type Outputs, trpc } from '../trpc.ts';
import { Button, IconLink } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { FilterBar, FilterSearch, FilterSelect } from '../ui/Filters.tsx';
import { createFilters, type Filters } from '../ui/filters.ts';
import { PagedTable } from '../ui/PagedTable.tsx';
import { createPaged } from '../ui/paged.ts';
import type { Column } from '../ui/Table.tsx';
import { TimeLeft } from './TimeLeft.tsx';
import { PersonCell, requestStatuses, requestTypes, StatusBadge, statusName, typeName } from './words.tsx';

type Row = Outputs['admin']['requests']['list']['items'][number];

const columns: Column<Row>[] = [
  {
    head: t('admin.requests.requester'),
    main: true,
    cell: (row) => <PersonCell person={row} number={t('admin.requests.one', { number: row.number })} />,
  },
  { head: t('admin.requests.requestType'), cell: (row) => typeName(row.type) },
  { head: t('admin.requests.requestDate'), keep: true, cell: (row) => formatShortDate(row.createdAt) },
  { head: t('admin.requests.timeLeft'), keep: true, cell: (row) => <TimeLeft request={row} /> },
  { head: t('admin.requests.processStatus'), cell: (row) => <StatusBadge status={row.status} /> },
  {
    head: t('admin.requests.open', { number: '' }),
    headUnseen: true,
    cell: (row) => (
      <IconLink
        href={`/admin/requests/${row.requestId}`}
        label={t('admin.requests.open', { number: row.number })}
        icon={<Search size={18} />}
      />
    ),
  },
];

function Nothing(props: { filters: Filters }) {
  return (
    <Show
      when={props.filters.any()}
      fallback={
        <EmptyState
          icon={<Inbox size={28} />}
          title={t('admin.requests.none')}
          text={t('admin.requests.noneText')}
        />
      }
    >
      <EmptyState
        icon={<Search size={28} />}
        title={t('admin.requests.noneFound')}
        text={t('admin.requests.noneFoundText')}
        action={<Button onClick={() => props.filters.clear()}>{t('admin.requests.clear')}</Button>}
      />
    </Show>
  );
}

/** The tab Requests: who asks for what, since when, and how long is left. */
export default function RequestList() {
  const navigate = useNavigate();
  const filters = createFilters();
  const status = () => filters.picked('status', RequestStatus);
  const type = () => filters.picked('type', RequestType);
  const search = () => filters.search() || undefined;
  const query = createPaged<Row>(
    () => ['admin', 'requests', 'list', status(), type(), search()],
    (cursor) => trpc.admin.requests.list.query({ cursor, status: status(), type: type(), search: search() }),
  );
  return (
    <div class="stack">
      <FilterBar>
        <FilterSearch label={t('admin.requests.search')} filters={filters} />
        <FilterSelect
          label={t('admin.requests.filterStatus')}
          name="status"
          all={t('admin.requests.anyStatus')}
          options={requestStatuses.map((value) => ({ value, label: statusName(value) }))}
          value={status()}
          filters={filters}
        />
        <FilterSelect
          label={t('admin.requests.filterType')}
          name="type"
          all={t('admin.requests.anyType')}
          options={requestTypes.map((value) => ({ value, label: typeName(value) }))}
          value={type()}
          filters={filters}
        />
      </FilterBar>
      <PagedTable
        query={query}
        caption={t('admin.requests.caption')}
        columns={columns}
        empty={<Nothing filters={filters} />}
        onOpen={(row) => navigate(`/admin/requests/${row.requestId}`)}
      />
    </div>
  );
}
