import { Navigate } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import { onMount, Show } from 'solid-js';
import { t } from '../i18n.ts';
import { meQuery } from '../queries.ts';
import { Notice } from '../ui/Notice.tsx';
import { Page } from '../ui/Page.tsx';
import { Authorization } from './Authorization.tsx';
import { Download } from './Download.tsx';
import { Inventory } from './Inventory.tsx';
import { Removal } from './Removal.tsx';
import { Standing } from './Standing.tsx';

/** The page for which the product exists: what a person can see and decide about what is held of them. */
export default function PersonalDataPage() {
  const me = useQuery(() => meQuery);
  const customer = () => (me.data?.role === 'customer' ? me.data : undefined);
  onMount(() => {
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  });
  return (
    <Show when={me.isSuccess}>
      <Show when={customer()?.personalDataManagement} fallback={<Navigate href="/account" />}>
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
          <Authorization required={customer()?.consentMissing ?? false} />
          <Download />
          <Removal />
          <Inventory />
        </Page>
      </Show>
    </Show>
  );
}
