import { For, type JSX, Show } from 'solid-js';
import { formatMoney, formatShortDate, t } from '../i18n.ts';
import type { Outputs } from '../trpc.ts';
import { InvoiceBadge, ServiceBadge } from './words.tsx';

type Request = Outputs['admin']['requests']['get'];
type Sums = NonNullable<Request['standing']>['invoices']['sums'];

/** What is unpaid, in each currency: `€120.00 and US$40.00`. */
export const unpaidWords = (sums: Sums) =>
  new Intl.ListFormat('en').format(
    sums.filter((sum) => Number(sum.unpaid) > 0).map((sum) => formatMoney(sum.unpaid, sum.currency)),
  );

/** A list that stays folded until it is wanted. */
function Behind(props: { summary: string; children: JSX.Element }) {
  return (
    <details class="behind">
      <summary>{props.summary}</summary>
      <ul>{props.children}</ul>
    </details>
  );
}

export function ServiceFacts(props: { request: Request }) {
  return (
    <Show when={props.request.standing} fallback={<Gone />}>
      {(standing) => (
        <Show
          when={props.request.services.length > 0}
          fallback={<span class="muted">{t('admin.request.noServices')}</span>}
        >
          {t('admin.request.services', standing().services)}
          <Behind summary={t('admin.request.showServices')}>
            <For each={props.request.services}>
              {(service) => (
                <li>
                  <span>
                    {service.name}
                    <span class="second">
                      {service.domain ? `${service.domain}, ` : ''}
                      {t('admin.request.since', { date: formatShortDate(service.startedOn) })}
                    </span>
                  </span>
                  <ServiceBadge status={service.status} />
                </li>
              )}
            </For>
          </Behind>
        </Show>
      )}
    </Show>
  );
}

export function InvoiceFacts(props: { request: Request }) {
  return (
    <Show when={props.request.standing} fallback={<Gone />}>
      {(standing) => (
        <Show
          when={props.request.invoices.length > 0}
          fallback={<span class="muted">{t('admin.request.noInvoices')}</span>}
        >
          {t('admin.request.invoices', {
            paid: standing().invoices.paid,
            unpaid: standing().invoices.unpaid,
          })}
          <SumsByCurrency sums={standing().invoices.sums} />
          <Behind summary={t('admin.request.showInvoices')}>
            <For each={props.request.invoices}>
              {(invoice) => (
                <li>
                  <span>
                    {invoice.number} · {formatMoney(invoice.total, invoice.currency)}
                    <span class="second">
                      {invoice.paidOn
                        ? t('admin.request.paidOn', { date: formatShortDate(invoice.paidOn) })
                        : t('admin.request.due', { date: formatShortDate(invoice.dueOn) })}
                    </span>
                  </span>
                  <InvoiceBadge status={invoice.status} />
                </li>
              )}
            </For>
          </Behind>
        </Show>
      )}
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
              Number(sum.paid) > 0 &&
                t('admin.request.sumPaid', { amount: formatMoney(sum.paid, sum.currency) }),
              Number(sum.unpaid) > 0 &&
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

function Gone() {
  return <span class="muted">{t('admin.request.gone')}</span>;
}
