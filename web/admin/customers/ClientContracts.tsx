import { formatMoney, formatShortDate, t } from '../../i18n.ts';
import type { Outputs } from '../../trpc.ts';
import type { Column } from '../../ui/Table.tsx';
import { may } from '../rights.ts';
import { InvoiceBadge, ServiceBadge } from '../words.tsx';
import {
  createInvoicesOf,
  createServicesOf,
  type ListedInvoice,
  type ListedService,
} from './client-lists.ts';
import { ListSection } from './ListSection.tsx';
import { WrongPerson } from './WrongPerson.tsx';

type Client = Outputs['admin']['customers']['get'];

/** A starred client has no such button: nobody can tell any more whose the record is. */
const movable = <Row,>(
  client: Client,
  kind: 'service' | 'invoice',
  of: (row: Row) => [id: string, name: string],
): Column<Row>[] =>
  client.state === 'starred' || !may('decide')
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
