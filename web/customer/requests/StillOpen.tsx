import { Show } from 'solid-js';
import { t, tn } from '../../i18n.ts';
import type { Outputs } from '../../trpc.ts';
import { Notice } from '../../ui/Notice.tsx';
import { unpaidWords } from '../../unpaid.ts';

export type StandingData = Outputs['customer']['standing'];

/** Active services and unpaid invoices, and what they mean for a request, before the customer sends one. */
export function StillOpen(props: { standing: StandingData }) {
  const active = () => props.standing.services.active;
  const unpaid = () => props.standing.invoices.unpaid;
  return (
    <Show when={active() + unpaid() > 0}>
      <Notice tone="waits" title={t('customer.removal.stillOpen.title')}>
        <Show when={active() > 0}>
          <p>{tn('customer.removal.stillOpen.services', active())}</p>
        </Show>
        <Show when={unpaid() > 0}>
          <p>
            {tn('customer.removal.stillOpen.invoices', unpaid(), {
              sums: unpaidWords(props.standing.invoices.sums),
            })}
          </p>
        </Show>
        <p>{t('customer.removal.stillOpen.means')}</p>
      </Notice>
    </Show>
  );
}
