import { type UseQueryResult } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import { t, tn } from '../i18n.ts';
import { type Outputs, trpc } from '../trpc.ts';
import { Badge } from '../ui/Badge.tsx';
import { ButtonLink } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useQuery } from '../ui/query.ts';

type Row = Outputs['admin']['requests']['list']['items'][number];
type Overdue = Outputs['admin']['requests']['overdueServices'];

/** A mark on a row whose services have not all acknowledged. */
export function WaitingMark(props: { row: Row }) {
  return (
    <Show when={props.row.waitingServices > 0}>
      <span class="second">
        <Show
          when={props.row.overdueServices > 0}
          fallback={<Badge tone="waits">{tn('admin.told.row.waits', props.row.waitingServices)}</Badge>}
        >
          <Badge tone="destroys">{tn('admin.told.row.overdue', props.row.overdueServices)}</Badge>
        </Show>
      </span>
    </Show>
  );
}

export const createOverdueServices = () =>
  useQuery(() => ({
    queryKey: ['admin', 'requests', 'list', 'overdueServices'],
    queryFn: () => trpc.admin.requests.overdueServices.query({}),
  }));

/** Said above the list: a service that never answers is not passed over in silence. */
export function OverdueServices(props: { query: UseQueryResult<Overdue> }) {
  return (
    <Show when={props.query.isSuccess && props.query.data.services > 0 && props.query.data}>
      {(overdue) => (
        <Notice
          tone="waits"
          title={tn('admin.told.late', overdue().services)}
          action={
            <ButtonLink size="small" href="/admin/personal-data?services=waiting">
              {t('admin.told.lateShow')}
            </ButtonLink>
          }
        >
          <p>{tn('admin.told.lateText', overdue().acknowledgements)}</p>
        </Notice>
      )}
    </Show>
  );
}
