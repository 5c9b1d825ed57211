import { useNavigate } from '@solidjs/router';
import Search from 'lucide-solid/icons/search';
import { formatMoney, formatShortDate, t } from '../../i18n.ts';
import type { Outputs } from '../../trpc.ts';
import { IconLink } from '../../ui/Button.tsx';
import { Section } from '../../ui/Page.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import type { Paged } from '../../ui/paged.ts';
import type { Column } from '../../ui/Table.tsx';
import { consentColumns, downloadColumns } from '../consents/columns.tsx';
import { InvoiceBadge, ServiceBadge, StatusBadge, typeName } from '../words.tsx';
import {
  type ConsentRow,
  createConsentsOf,
  createDownloadsOf,
  createInvoicesOf,
  createRequestsOf,
  createServicesOf,
  type ListedDownload,
  type ListedInvoice,
  type ListedService,
  type RequestRow,
} from './client-lists.ts';
import { WrongPerson } from './WrongPerson.tsx';

type Client = Outputs['admin']['customers']['get'];

function ListSection<Row>(props: {
  title: string;
  /** The counts, in words. */
  sum?: string;
  none: string;
  query: Paged<Row>;
  columns: readonly Column<Row>[];
  onOpen?: (row: Row) => void;
}) {
  return (
    <Section title={props.title} aside={<span class="small muted">{props.sum}</span>}>
      <PagedTable
        query={props.query}
        caption={props.title}
        columns={props.columns}
        empty={<p class="muted">{props.none}</p>}
        expected={2}
        {...(props.onOpen ? { onOpen: props.onOpen } : {})}
      />
    </Section>
  );
}

/** A starred client has no such button: nobody can tell any more whose the record is. */
const movable = <Row,>(
  client: Client,
  kind: 'service' | 'invoice',
  of: (row: Row) => [id: string, name: string],
): Column<Row>[] =>
  client.state === 'starred'
    ? []
    : [
        {
          head: t('admin.wrongPerson.column'),
          headUnseen: true,
          cell: (row) => {
            const [recordId, name] = of(row);
            const number = t('admin.list.one', { number: client.number });
            return (
              <WrongPerson
                record={{ customerId: client.customerId, kind, recordId }}
                name={name}
                client={client.fullName ?? number}
              />
            );
          },
        },
      ];

const serviceColumns = (client: Client): Column<ListedService>[] => [
  {
    head: t('admin.client.service'),
    main: true,
    cell: (row) => (
      <span>
        {row.name}
        <span class="second">{row.domain}</span>
      </span>
    ),
  },
  { head: t('admin.client.started'), keep: true, cell: (row) => formatShortDate(row.startedOn) },
  {
    head: t('admin.client.ended'),
    keep: true,
    cell: (row) => (row.endedOn ? formatShortDate(row.endedOn) : '–'),
  },
  { head: t('admin.client.status'), cell: (row) => <ServiceBadge status={row.status} /> },
  ...movable<ListedService>(client, 'service', (row) => [row.serviceId, row.name]),
];

export function ClientServices(props: { client: Client }) {
  const services = createServicesOf(() => props.client);
  return (
    <ListSection
      title={t('admin.client.services')}
      sum={t('admin.request.services', props.client.standing.services)}
      none={t('admin.client.noServices')}
      query={services}
      columns={serviceColumns(props.client)}
    />
  );
}

const invoiceColumns = (client: Client): Column<ListedInvoice>[] => [
  { head: t('admin.client.invoice'), main: true, cell: (row) => row.number ?? t('admin.client.noNumber') },
  { head: t('admin.client.issued'), keep: true, cell: (row) => formatShortDate(row.issuedOn) },
  { head: t('admin.client.due'), keep: true, cell: (row) => row.dueOn && formatShortDate(row.dueOn) },
  { head: t('admin.client.total'), align: 'end', cell: (row) => formatMoney(row.total, row.currency) },
  { head: t('admin.client.status'), cell: (row) => <InvoiceBadge status={row.status} /> },
  ...movable<ListedInvoice>(client, 'invoice', (row) => [
    row.invoiceId,
    row.number ?? t('admin.client.noNumber'),
  ]),
];

export function ClientInvoices(props: { client: Client }) {
  const invoices = createInvoicesOf(() => props.client);
  const sum = () => {
    const { paid, unpaid } = props.client.standing.invoices;
    return t('admin.request.invoices', { paid, unpaid });
  };
  return (
    <ListSection
      title={t('admin.client.invoices')}
      sum={sum()}
      none={t('admin.client.noInvoices')}
      query={invoices}
      columns={invoiceColumns(props.client)}
    />
  );
}

const requestColumns: Column<RequestRow>[] = [
  {
    head: t('admin.list.number'),
    main: true,
    cell: (row) => t('admin.requests.one', { number: row.number }),
  },
  {
    head: t('admin.requests.requestType'),
    cell: (row) => typeName(row.type),
  },
  { head: t('admin.requests.requestDate'), keep: true, cell: (row) => formatShortDate(row.createdAt) },
  {
    head: t('admin.requests.processStatus'),
    cell: (row) => <StatusBadge status={row.status} />,
  },
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

export function ClientRequests(props: { client: Client }) {
  const navigate = useNavigate();
  const requests = createRequestsOf(() => props.client.customerId);
  return (
    <ListSection
      title={t('admin.client.requests')}
      none={t('admin.client.noRequests')}
      query={requests}
      columns={requestColumns}
      onOpen={(row) => navigate(`/admin/requests/${row.requestId}`)}
    />
  );
}

const numberedConsents: Column<ConsentRow>[] = [
  {
    head: t('admin.list.number'),
    main: true,
    cell: (row) => t('admin.rights.consentNumber', { number: row.number }),
  },
  ...consentColumns,
];

export function ClientConsents(props: { client: Client }) {
  const consents = createConsentsOf(() => props.client.customerId);
  return (
    <ListSection
      title={t('admin.rights.consents')}
      none={t('admin.client.noConsents')}
      query={consents}
      columns={numberedConsents}
    />
  );
}

const numberedDownloads: Column<ListedDownload>[] = [
  {
    head: t('admin.list.number'),
    main: true,
    cell: (row) => t('admin.rights.downloadNumber', { number: row.number }),
  },
  ...downloadColumns,
];

export function ClientDownloads(props: { client: Client }) {
  const downloads = createDownloadsOf(() => props.client.customerId);
  return (
    <ListSection
      title={t('admin.rights.downloads')}
      none={t('admin.client.noDownloads')}
      query={downloads}
      columns={numberedDownloads}
    />
  );
}
