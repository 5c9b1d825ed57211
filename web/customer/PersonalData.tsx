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

/** The page for which the product exists: what a person can see and decide about what is held of them. */
export default function PersonalDataPage() {
  const me = useQuery(() => meQuery);
  // Whoever is signed out under the page finds it again as it was.
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

/** The four sections at once: their heights depend on what is answered, and their buttons act for good. */
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

/** While Personal Data Management is off: to see where one stands, to withdraw and to cancel. */
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

/** A link into the page was followed before there was anything to go to. */
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
