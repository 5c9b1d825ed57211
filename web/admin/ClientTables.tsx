import { useNavigate } from '@solidjs/router';
import Search from 'lucide-solid/icons/search';
import { Show } from 'solid-js';
import * as v from 'valibot';
import { RequestStatus, RequestType } from '../../server/requests/schema.ts';
import { formatMoney, formatShortDate, t } from '../i18n.ts';
import type { Outputs } from '../trpc.ts';
import { IconLink } from '../ui/Button.tsx';
import { Section } from '../ui/Page.tsx';
import { type Column, Table } from '../ui/Table.tsx';
import { InvoiceBadge, ServiceBadge, StatusBadge, typeName } from './words.tsx';

type Client = Outputs['admin']['customers']['get'];
type Service = Client['services'][number];
type Invoice = Client['invoices'][number];
type Request = Client['requests'][number];

function TableSection<Row>(props: {
  title: string;
  none: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  onOpen?: (row: Row) => void;
}) {
  return (
    <Section title={props.title}>
      <Show when={props.rows.length > 0} fallback={<p class="muted">{props.none}</p>}>
        <Table
          caption={props.title}
          columns={props.columns}
          rows={props.rows}
          {...(props.onOpen ? { onOpen: props.onOpen } : {})}
        />
      </Show>
    </Section>
  );
}

const serviceColumns: Column<Service>[] = [
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
];

export function ClientServices(props: { client: Client }) {
  return (
    <TableSection
      title={t('admin.client.services')}
      none={t('admin.client.noServices')}
      rows={props.client.services}
      columns={serviceColumns}
    />
  );
}

const invoiceColumns: Column<Invoice>[] = [
  { head: t('admin.client.invoice'), main: true, cell: (row) => row.number },
  { head: t('admin.client.issued'), keep: true, cell: (row) => formatShortDate(row.issuedOn) },
  { head: t('admin.client.due'), keep: true, cell: (row) => formatShortDate(row.dueOn) },
  { head: t('admin.client.total'), align: 'end', cell: (row) => formatMoney(row.total, row.currency) },
  { head: t('admin.client.status'), cell: (row) => <InvoiceBadge status={row.status} /> },
];

export function ClientInvoices(props: { client: Client }) {
  return (
    <TableSection
      title={t('admin.client.invoices')}
      none={t('admin.client.noInvoices')}
      rows={props.client.invoices}
      columns={invoiceColumns}
    />
  );
}

const requestColumns: Column<Request>[] = [
  {
    head: t('admin.list.number'),
    main: true,
    cell: (row) => t('admin.requests.one', { number: row.number }),
  },
  {
    head: t('admin.requests.requestType'),
    cell: (row) => (v.is(RequestType, row.type) ? typeName(row.type) : row.type),
  },
  { head: t('admin.requests.requestDate'), keep: true, cell: (row) => formatShortDate(row.createdAt) },
  {
    head: t('admin.requests.processStatus'),
    cell: (row) => (v.is(RequestStatus, row.status) ? <StatusBadge status={row.status} /> : row.status),
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
  return (
    <TableSection
      title={t('admin.client.requests')}
      none={t('admin.client.noRequests')}
      rows={props.client.requests}
      columns={requestColumns}
      onOpen={(row) => navigate(`/admin/requests/${row.requestId}`)}
    />
  );
}
