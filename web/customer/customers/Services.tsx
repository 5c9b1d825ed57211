import Server from 'lucide-solid/icons/server';
import { formatShortDate, t } from '../../i18n.ts';
import type { Outputs } from '../../trpc.ts';
import { Badge, type Tone } from '../../ui/Badge.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Page } from '../../ui/Page.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import type { Column } from '../../ui/Table.tsx';
import { createServices } from '../queries.ts';

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
  { head: t('customer.services.domain'), free: true, cell: (service) => service.domain ?? '–' },
  {
    head: t('customer.services.period'),
    keep: true,
    cell: (service) =>
      service.endedOn
        ? `${formatShortDate(service.startedOn)} – ${formatShortDate(service.endedOn)}`
        : t('customer.services.since', { date: formatShortDate(service.startedOn) }),
  },
  {
    head: t('customer.services.status'),
    cell: (service) => (
      <Badge tone={tones[service.status]}>{t(`customer.services.states.${service.status}`)}</Badge>
    ),
  },
];

export default function ServicesPage() {
  const services = createServices();
  return (
    <Page column title={t('customer.services.title')}>
      <PagedTable
        query={services}
        caption={t('customer.services.title')}
        columns={columns()}
        empty={
          <EmptyState
            icon={<Server size={28} />}
            title={t('customer.services.emptyTitle')}
            text={t('customer.services.empty')}
          />
        }
      />
    </Page>
  );
}
