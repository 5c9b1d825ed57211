import { Navigate } from '@solidjs/router';
import { createMemo, For, Show } from 'solid-js';
import { t } from '../i18n.ts';
import { meQuery } from '../queries.ts';
import type { Outputs } from '../trpc.ts';
import { Notice } from '../ui/Notice.tsx';
import { Page } from '../ui/Page.tsx';
import { useQuery } from '../ui/query.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { LoadedTogether } from '../ui/Together.tsx';
import { Authorization } from './consents/Authorization.tsx';
import { Standing } from './customers/Standing.tsx';
import { Download } from './exports/Download.tsx';
import {
  consentQuery,
  createConsentHistory,
  createOwnRequests,
  inventoryQuery,
  ownQuery,
} from './queries.ts';
import { Inventory } from './requests/Inventory.tsx';
import { Removal } from './requests/Removal.tsx';

type Customer = Extract<Outputs['account']['me'], { role: 'customer' }>;

/** The central page: what a customer can see and decide about their data. */
export default function PersonalDataPage() {
  const me = useQuery(() => meQuery);
  // After a session that ended, the page comes back unchanged.
  const customer = createMemo<Customer | undefined>((before) =>
    me.data?.role === 'customer' ? me.data : before,
  );
  return (
    <Show when={me.data}>
      <Show when={customer()?.personalDataOffered} fallback={<Navigate href="/account" />}>
        <Page
          column
          crumbs={[t('customer.information')]}
          title={t('customer.personalData.title')}
          lead={
            <span class="standing">
              <Standing />
            </span>
          }
        >
          <Show when={customer()?.consentMissing}>
            <Notice tone="waits" title={t('customer.consentFirst.title')}>
              <p>{t('customer.consentFirst.here')}</p>
            </Notice>
          </Show>
          <Show when={customer()?.personalDataManagement} fallback={<PartsWhileOff />}>
            <Parts required={customer()?.consentMissing ?? false} />
          </Show>
        </Page>
      </Show>
    </Show>
  );
}

/** Shows the four sections once all have loaded: a section that came late would move a button under a finger. */
function Parts(props: { required: boolean }) {
  const queries = [
    useQuery(() => consentQuery),
    createConsentHistory(),
    createOwnRequests(),
    useQuery(() => ownQuery),
    useQuery(() => inventoryQuery),
  ];
  return (
    <LoadedTogether queries={queries} skeleton={<Waiting />} onShown={goToHash}>
      <Authorization required={props.required} />
      <Download />
      <Removal />
      <Inventory />
    </LoadedTogether>
  );
}

/** While Personal Data Management is off, a customer can see a request, withdraw a consent and cancel. */
function PartsWhileOff() {
  const queries = [useQuery(() => consentQuery), createConsentHistory(), createOwnRequests()];
  return (
    <>
      <Notice tone="waits" title={t('customer.personalData.offTitle')}>
        <p>{t('customer.personalData.offText')}</p>
      </Notice>
      <LoadedTogether queries={queries} skeleton={<Waiting />} onShown={goToHash}>
        <Authorization required={false} off />
        <Removal off />
      </LoadedTogether>
    </>
  );
}

/** Goes to the section of the link, which was not there when the page opened. */
const goToHash = () => {
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
};

function Waiting() {
  return (
    <For each={[7, 4, 8, 8]}>
      {(lines) => (
        <div class="section">
          <Skeleton lines={lines} />
        </div>
      )}
    </For>
  );
}
