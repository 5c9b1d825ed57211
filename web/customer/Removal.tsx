import { useQuery } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import { t } from '../i18n.ts';
import { Badge } from '../ui/Badge.tsx';
import { Loaded } from '../ui/Loaded.tsx';
import { Section } from '../ui/Page.tsx';
import { EarlierRequests } from './EarlierRequests.tsx';
import { requestsQuery } from './queries.ts';
import { Refusal } from './Refusal.tsx';
import { RequestForm } from './RequestForm.tsx';
import { RequestTimeline } from './RequestTimeline.tsx';

/** Asking to be removed or anonymised, and following what becomes of it. */
export function Removal() {
  const requests = useQuery(() => requestsQuery);
  const newest = () => (requests.isSuccess ? requests.data.items[0] : undefined);
  return (
    <Section
      id="data-removal-request"
      title={t('customer.removal.title')}
      text={t('customer.removal.what')}
      aside={
        <Show when={newest()?.status === 'pending'}>
          <Badge tone="waits">{t('customer.removal.open')}</Badge>
        </Show>
      }
    >
      <Loaded query={requests}>
        {(list) => (
          <>
            <Show when={list().items[0]?.status === 'pending' && list().items[0]} fallback={<RequestForm />}>
              {(request) => <RequestTimeline request={request()} />}
            </Show>
            <Show when={list().items[0]?.status === 'refused' && list().items[0]}>
              {(request) => <Refusal request={request()} />}
            </Show>
            <EarlierRequests requests={list().items.filter((request) => request.status !== 'pending')} />
          </>
        )}
      </Loaded>
    </Section>
  );
}
