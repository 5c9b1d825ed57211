import { A } from '@solidjs/router';
import type { UseQueryResult } from '@tanstack/solid-query';
import ChevronRight from 'lucide-solid/icons/chevron-right';
import { For, type JSX, Show } from 'solid-js';
import { t, tn } from '../i18n.ts';
import { meQuery } from '../queries.ts';
import type { Outputs } from '../trpc.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { Page } from '../ui/Page.tsx';
import { useQuery } from '../ui/query.ts';
import { Standing } from './customers/Standing.tsx';
import { standingQuery } from './queries.ts';
import './overview.css';

/** The first page: a link and one line for each area. */
export default function Overview() {
  const me = useQuery(() => meQuery);
  const standing = useQuery(() => standingQuery);
  const name = () => (me.data?.role === 'customer' ? me.data : undefined);
  return (
    <Page column title={t('customer.overview.greeting', { name: name()?.fullName ?? '' })}>
      <ul class="overview">
        <OverviewLink href="/account/services" title={t('customer.services.title')}>
          <StandingLine query={standing}>{(data) => <Active count={data().services.active} />}</StandingLine>
        </OverviewLink>
        <OverviewLink href="/account/invoices" title={t('customer.invoices.title')}>
          <StandingLine query={standing}>{(data) => <Unpaid count={data().invoices.unpaid} />}</StandingLine>
        </OverviewLink>
        <For each={['profile', 'addresses'] as const}>
          {(page) => (
            <OverviewLink href={`/account/${page}`} title={t(`customer.${page}.title`)}>
              {t(`customer.${page}.lead`)}
            </OverviewLink>
          )}
        </For>
        <Show when={name()?.personalDataOffered}>
          <OverviewLink href="/account/personal-data" title={t('customer.personalData.title')}>
            <Standing />
          </OverviewLink>
        </Show>
      </ul>
      <Loaded query={standing} skeleton="">
        {() => null}
      </Loaded>
    </Page>
  );
}

type StandingData = Outputs['customer']['standing'];

/** A line inside a link. The failure and its "Try again" are below the list, because a link cannot hold a button. */
function StandingLine(props: {
  query: UseQueryResult<StandingData>;
  children: (data: () => StandingData) => JSX.Element;
}) {
  const stuck = () => props.query.isError || props.query.fetchStatus === 'paused';
  return (
    <Show when={props.query.data} fallback={stuck() ? t('customer.overview.unknown') : t('common.loading')}>
      {(data) => props.children(data)}
    </Show>
  );
}

const Active = (props: { count: number }) => (
  <>{props.count === 0 ? t('customer.overview.noServices') : tn('customer.overview.services', props.count)}</>
);

const Unpaid = (props: { count: number }) => (
  <>{props.count === 0 ? t('customer.overview.allPaid') : tn('customer.overview.unpaid', props.count)}</>
);

function OverviewLink(props: { href: string; title: string; children: JSX.Element }) {
  return (
    <li>
      <A class="overview-way" href={props.href}>
        <span>
          <strong>{props.title}</strong>
          <span class="overview-text">{props.children}</span>
        </span>
        <ChevronRight size={18} aria-hidden="true" />
      </A>
    </li>
  );
}
