import { For, type JSX, Show } from 'solid-js';
import { formatMoney, formatShortDate, t } from '../../i18n.ts';
import { isPositive } from '../../money.ts';
import type { Outputs } from '../../trpc.ts';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { type Paged, rowsOf } from '../../ui/paged.ts';
import { createInvoicesOf, createServicesOf } from '../customers/client-lists.ts';
import { InvoiceBadge, ServiceBadge } from '../words.tsx';

type Request = Outputs['admin']['requests']['get'];
type Sums = NonNullable<Request['standing']>['invoices']['sums'];
function FoldedList<Row>(props: { summary: string; query: Paged<Row>; children: (row: Row) => JSX.Element }) {
  return (
    <details class="behind">
      <summary>{props.summary}</summary>
      <ul>
        <For each={rowsOf(props.query)}>{(row) => props.children(row)}</For>
      </ul>
      <LoadMore query={props.query} />
    </details>
  );
}

/** A request whose customer still exists, with their services and invoices. */
export type StandingRequest = Request & { customerId: string; standing: NonNullable<Request['standing']> };

export const isStanding = (request: Request): request is StandingRequest =>
  request.customerId !== null && request.standing !== null;

export function ServiceFacts(props: { request: StandingRequest }) {
  const services = createServicesOf(() => props.request);
  return (
    <Show
      when={rowsOf(services).length > 0}
      fallback={<span class="muted">{t('admin.request.noServices')}</span>}
    >
      {t('admin.request.services', props.request.standing.services)}
      <FoldedList summary={t('admin.request.showServices')} query={services}>
        {(service) => (
          <li>
            <span>
              {service.name}
              <span class="second">
                {service.domain ? `${service.domain}, ` : ''}
                <span class="whole">
                  {t('admin.request.since', { date: formatShortDate(service.startedOn) })}
                </span>
              </span>
            </span>
            <ServiceBadge status={service.status} />
          </li>
        )}
      </FoldedList>
    </Show>
  );
}

type Invoice = Request['invoices']['items'][number];
const whenOf = ({ paidOn, dueOn, issuedOn }: Invoice): string => {
  if (paidOn) return t('admin.request.paidOn', { date: formatShortDate(paidOn) });
  if (dueOn) return t('admin.request.due', { date: formatShortDate(dueOn) });
  return t('admin.request.issued', { date: formatShortDate(issuedOn) });
};

export function InvoiceFacts(props: { request: StandingRequest }) {
  const invoices = createInvoicesOf(() => props.request);
  const counted = () => props.request.standing.invoices;
  return (
    <Show
      when={rowsOf(invoices).length > 0}
      fallback={<span class="muted">{t('admin.request.noInvoices')}</span>}
    >
      {t('admin.request.invoices', { paid: counted().paid, unpaid: counted().unpaid })}
      <SumsByCurrency sums={counted().sums} />
      <FoldedList summary={t('admin.request.showInvoices')} query={invoices}>
        {(invoice) => (
          <li>
            <span>
              {invoice.number ?? t('admin.client.noNumber')} · {formatMoney(invoice.total, invoice.currency)}
              <span class="second">{whenOf(invoice)}</span>
            </span>
            <InvoiceBadge status={invoice.status} />
          </li>
        )}
      </FoldedList>
    </Show>
  );
}

function SumsByCurrency(props: { sums: Sums }) {
  return (
    <ul class="stack small muted gap-0">
      <For each={props.sums}>
        {(sum) => (
          <li>
            {[
              isPositive(sum.paid) &&
                t('admin.request.sumPaid', { amount: formatMoney(sum.paid, sum.currency) }),
              isPositive(sum.unpaid) &&
                t('admin.request.sumUnpaid', { amount: formatMoney(sum.unpaid, sum.currency) }),
            ]
              .filter(Boolean)
              .join(', ')}
          </li>
        )}
      </For>
    </ul>
  );
}
