import ChevronDown from 'lucide-solid/icons/chevron-down';
import ReceiptText from 'lucide-solid/icons/receipt-text';
import { For, Show } from 'solid-js';
import { formatDecimal, formatMoney, formatShortDate, t } from '../../i18n.ts';
import type { Outputs } from '../../trpc.ts';
import { Badge, type Tone } from '../../ui/Badge.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { Page } from '../../ui/Page.tsx';
import { rowsOf } from '../../ui/paged.ts';
import { SkeletonTable } from '../../ui/Skeleton.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import { createInvoices } from '../queries.ts';
import './invoices.css';

type Invoice = Outputs['customer']['invoices']['list']['items'][number];
type Line = Invoice['lines'][number];

const tones: Record<Invoice['status'], Tone> = {
  paid: 'done',
  unpaid: 'waits',
  refunded: 'neutral',
  cancelled: 'neutral',
};

export default function InvoicesPage() {
  const invoices = createInvoices();
  return (
    <Page column title={t('customer.invoices.title')}>
      <Loaded query={invoices} skeleton={<SkeletonTable />}>
        {() => (
          <Show
            when={rowsOf(invoices).length > 0}
            fallback={
              <EmptyState
                icon={<ReceiptText size={28} />}
                title={t('customer.invoices.emptyTitle')}
                text={t('customer.invoices.empty')}
              />
            }
          >
            <div class="stack">
              <ul class="invoices">
                <For each={rowsOf(invoices)}>{(invoice) => <InvoiceEntry invoice={invoice} />}</For>
              </ul>
              <LoadMore query={invoices} />
            </div>
          </Show>
        )}
      </Loaded>
    </Page>
  );
}

const numberOf = (invoice: Invoice) => invoice.number ?? t('customer.invoices.noNumber');

/** The date that matters now: paid on, else due on, else issued on. */
const whenOf = (invoice: Invoice) => {
  if (invoice.paidOn) return t('customer.invoices.paidOn', { date: formatShortDate(invoice.paidOn) });
  if (invoice.status === 'unpaid' && invoice.dueOn)
    return t('customer.invoices.dueOn', { date: formatShortDate(invoice.dueOn) });
  return t('customer.invoices.issuedOn', { date: formatShortDate(invoice.issuedOn) });
};

function InvoiceEntry(props: { invoice: Invoice }) {
  return (
    <li>
      <details class="invoice">
        <summary>
          <span class="invoice-what">
            <strong>{numberOf(props.invoice)}</strong>
            <span class="muted small">{whenOf(props.invoice)}</span>
          </span>
          <Badge tone={tones[props.invoice.status]}>
            {t(`customer.invoices.states.${props.invoice.status}`)}
          </Badge>
          <span class="invoice-total number">{formatMoney(props.invoice.total, props.invoice.currency)}</span>
          <ChevronDown size={18} aria-hidden="true" />
        </summary>
        <div class="invoice-lines">
          <Show
            when={props.invoice.lines.length > 0}
            fallback={<p class="muted">{t('customer.invoices.noLines')}</p>}
          >
            <Table
              caption={t('customer.invoices.lines', { number: numberOf(props.invoice) })}
              columns={lineColumns(props.invoice.currency)}
              rows={props.invoice.lines}
            />
          </Show>
        </div>
      </details>
    </li>
  );
}

const lineColumns = (currency: string): Column<Line>[] => [
  {
    head: t('customer.invoices.description'),
    main: true,
    cell: (line) => <span class="as-written">{line.description}</span>,
  },
  {
    head: t('customer.invoices.quantity'),
    align: 'end',
    cell: (line) => line.quantity && formatDecimal(line.quantity),
  },
  {
    head: t('customer.invoices.unitPrice'),
    align: 'end',
    cell: (line) => line.unitPrice && formatMoney(line.unitPrice, currency),
  },
  {
    head: t('customer.invoices.amount'),
    align: 'end',
    cell: (line) => line.amount && formatMoney(line.amount, currency),
  },
];
