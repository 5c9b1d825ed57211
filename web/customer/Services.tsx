import { useQuery } from '@tanstack/solid-query';
import Server from 'lucide-solid/icons/server';
import { Show } from 'solid-js';
import { formatDate, t } from '../i18n.ts';
import type { Outputs } from '../trpc.ts';
import { Badge, type Tone } from '../ui/Badge.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Loaded } from '../ui/Loaded.tsx';
import { Page } from '../ui/Page.tsx';
import { SkeletonTable } from '../ui/Skeleton.tsx';
import { type Column, Table } from '../ui/Table.tsx';
import { servicesQuery } from './queries.ts';

type Service = Outputs['customer']['services']['list']['items'][number];

const tones: Record<Service['status'], Tone> = {
  active: 'done',
  pending: 'waits',
  suspended: 'waits',
  cancelled: 'neutral',
  terminated: 'neutral',
};

const columns = (): Column<Service>[] => [
  { head: t('customer.services.name'), main: true, cell: (service) => service.name },
  { head: t('customer.services.domain'), cell: (service) => service.domain ?? '–' },
  {
    head: t('customer.services.since'),
    cell: (service) =>
      service.endedOn
        ? `${formatDate(service.startedOn)} – ${formatDate(service.endedOn)}`
        : formatDate(service.startedOn),
  },
  {
    head: t('customer.services.status'),
    cell: (service) => (
      <Badge tone={tones[service.status]}>{t(`customer.services.states.${service.status}`)}</Badge>
    ),
  },
];

export default function ServicesPage() {
  const services = useQuery(() => servicesQuery);
  return (
    <Page title={t('customer.services.title')}>
      <Loaded query={services} skeleton={<SkeletonTable />}>
        {(list) => (
          <Show
            when={list().items.length > 0}
            fallback={
              <EmptyState
                icon={<Server size={28} />}
                title={t('customer.services.emptyTitle')}
                text={t('customer.services.empty')}
              />
            }
          >
            <Table caption={t('customer.services.title')} columns={columns()} rows={list().items} />
          </Show>
        )}
      </Loaded>
    </Page>
  );
}
