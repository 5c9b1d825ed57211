import { Show } from 'solid-js';
import { t } from '../../i18n.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Section } from '../../ui/Page.tsx';
import { rowsOf } from '../../ui/paged.ts';
import { createOwnRequests } from '../queries.ts';
import { EarlierRequests } from './EarlierRequests.tsx';
import { RefusalReason } from './RefusalReason.tsx';
import { RequestForm } from './RequestForm.tsx';
import { type OwnRequest, RequestTimeline } from './RequestTimeline.tsx';

/** The customer sends a request for removal or anonymization, and follows it. */
export function Removal(props: { off?: boolean }) {
  const requests = createOwnRequests();
  const newest = () => rowsOf(requests)[0];
  const newestAs = (status: OwnRequest['status']) => {
    const request = newest();
    return request?.status === status ? request : undefined;
  };
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
        {() => (
          <>
            <Show when={newestAs('refused')}>{(request) => <RefusalReason request={request()} />}</Show>
            <Show
              when={newestAs('pending')}
              fallback={
                <Show when={!props.off}>
                  <RequestForm />
                </Show>
              }
            >
              {(request) => <RequestTimeline request={request()} />}
            </Show>
            <EarlierRequests all={requests} />
          </>
        )}
      </Loaded>
    </Section>
  );
}
