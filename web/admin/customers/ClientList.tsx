import { useNavigate } from '@solidjs/router';
import FilePlus from 'lucide-solid/icons/file-plus';
import Search from 'lucide-solid/icons/search';
import Users from 'lucide-solid/icons/users';
import { createSignal, Show } from 'solid-js';
import { CustomerState } from '../../../server/customers/schema.ts';
import { formatNumber, formatShortDate, t } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { IconButton, IconLink } from '../../ui/Button.tsx';
import { FilterBar, FilterSearch, FilterSelect } from '../../ui/Filters.tsx';
import { createFilters } from '../../ui/filters.ts';
import { NothingListed } from '../../ui/NothingListed.tsx';
import { Page } from '../../ui/Page.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { createPaged } from '../../ui/paged.ts';
import type { Column } from '../../ui/Table.tsx';
import { EnterRequest } from '../requests/EnterRequest.tsx';
import { may } from '../rights.ts';
import { PersonCell, StateBadge } from '../words.tsx';

type Row = Outputs['admin']['customers']['list']['items'][number];

const states = ['open', 'blocked', 'starred'] as const;

const columns: Column<Row>[] = [
  {
    head: t('admin.list.client'),
    main: true,
    cell: (row) => <PersonCell person={row} />,
  },
  { head: t('admin.list.company'), free: true, cell: (row) => row.company ?? <span class="muted">–</span> },
  { head: t('admin.list.services'), align: 'end', cell: (row) => formatNumber(row.activeServices) },
  { head: t('admin.list.invoices'), align: 'end', cell: (row) => formatNumber(row.unpaidInvoices) },
  {
    head: t('admin.list.since'),
    keep: true,
    cell: (row) => (
      <span>
        {formatShortDate(row.createdAt)}
        <span class="second">{t('admin.list.one', { number: row.number })}</span>
      </span>
    ),
  },
  { head: t('admin.list.state'), cell: (row) => <StateBadge state={row.state} /> },
];

const opening: Column<Row> = {
  head: t('admin.list.open', { number: '' }),
  headUnseen: true,
  cell: (row) => (
    <IconLink
      href={`/admin/clients/${row.customerId}`}
      label={t('admin.list.open', { number: row.number })}
      icon={<Search size={18} />}
    />
  ),
};

const isClosed = ({ state }: Row) => state === 'starred';

/** For a role that enters requests, but may not see everything about a client. */
const entering = (enter: (row: Row) => void): Column<Row> => ({
  head: t('admin.client.enter'),
  headUnseen: true,
  cell: (row) => (
    <Show when={!isClosed(row)}>
      <IconButton
        label={t('admin.client.enterFor', { number: row.number })}
        icon={<FilePlus size={18} />}
        onClick={() => enter(row)}
      />
    </Show>
  ),
});

const nameOf = (row: Row) => row.fullName ?? row.email ?? t('admin.list.one', { number: row.number });

/** Clients › All Clients. A row opens the client or, for a role that may not see the client's page, the request to enter. */
export default function ClientList() {
  const navigate = useNavigate();
  const [chosen, setChosen] = createSignal<Row>();
  const filters = createFilters();
  const state = () => filters.picked('state', CustomerState);
  const search = () => filters.search() || undefined;
  const query = createPaged<Row>(
    () => ['admin', 'clients', 'list', state(), search()],
    (cursor) => trpc.admin.customers.list.query({ cursor, state: state(), search: search() }),
  );
  return (
    <Page title={t('admin.allClients')} crumbs={[t('admin.clients')]}>
      <div class="stack">
        <FilterBar>
          <FilterSearch
            label={t('admin.list.search')}
            placeholder={t('admin.list.searchHint')}
            filters={filters}
          />
          <FilterSelect
            label={t('admin.list.filterState')}
            name="state"
            all={t('admin.list.anyState')}
            options={states.map((value) => ({ value, label: t(`admin.list.states.${value}`) }))}
            value={state()}
            filters={filters}
          />
        </FilterBar>
        <PagedTable
          query={query}
          caption={t('admin.list.caption')}
          columns={[...columns, may('customers') ? opening : entering(setChosen)]}
          empty={
            <NothingListed
              filters={filters}
              icon={<Users size={28} />}
              none={{ title: t('admin.list.none'), text: t('admin.list.noneText') }}
              noMatch={{ title: t('admin.list.noneFound'), text: t('admin.list.noneFoundText') }}
            />
          }
          onOpen={(row) => {
            if (may('customers')) navigate(`/admin/clients/${row.customerId}`);
            else if (!isClosed(row)) setChosen(row);
          }}
        />
        <Show when={chosen()}>
          {(row) => (
            <EnterRequest
              customerId={row().customerId}
              client={nameOf(row())}
              onClose={() => setChosen(undefined)}
            />
          )}
        </Show>
      </div>
    </Page>
  );
}
