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
import { type OwnRequest, RequestTimeline } from './RequestTimeline.tsx';

const newestAs = (requests: readonly OwnRequest[], status: OwnRequest['status']) =>
  requests[0]?.status === status ? requests[0] : undefined;

const shownAbove = (requests: readonly OwnRequest[], request: OwnRequest) =>
  request === requests[0] && (request.status === 'pending' || request.status === 'refused');

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
            <Show when={newestAs(list().items, 'refused')}>
              {(request) => <Refusal request={request()} />}
            </Show>
            <Show when={newestAs(list().items, 'pending')} fallback={<RequestForm />}>
              {(request) => <RequestTimeline request={request()} />}
            </Show>
            <EarlierRequests
              requests={list().items.filter((request) => !shownAbove(list().items, request))}
            />
          </>
        )}
      </Loaded>
    </Section>
  );
}
