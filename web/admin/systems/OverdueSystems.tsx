import { type UseQueryResult } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import { t, tn } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { Badge } from '../../ui/Badge.tsx';
import { ButtonLink } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useQuery } from '../../ui/query.ts';

type Row = Outputs['admin']['requests']['list']['items'][number];
type Overdue = Outputs['admin']['requests']['overdueSystems'];

/** Marks a request that some systems have not answered. */
export function WaitingBadge(props: { row: Row }) {
  return (
    <Show when={props.row.waitingSystems > 0}>
      <span class="second">
        <Show
          when={props.row.overdueSystems > 0}
          fallback={<Badge tone="waits">{tn('admin.notified.row.waits', props.row.waitingSystems)}</Badge>}
        >
          <Badge tone="destroys">{tn('admin.notified.row.overdue', props.row.overdueSystems)}</Badge>
        </Show>
      </span>
    </Show>
  );
}

export const createOverdueSystems = () =>
  useQuery(() => ({
    queryKey: ['admin', 'requests', 'list', 'overdueSystems'],
    queryFn: () => trpc.admin.requests.overdueSystems.query({}),
  }));

/** Above the list: how many systems are overdue, so that nobody forgets a system that never answers. */
export function OverdueSystems(props: { query: UseQueryResult<Overdue> }) {
  return (
    <Show when={props.query.isSuccess && props.query.data.systems > 0 && props.query.data}>
      {(overdue) => (
        <Notice
          tone="waits"
          title={tn('admin.notified.late', overdue().systems)}
          action={
            <ButtonLink size="small" href="/admin/personal-data?systems=waiting">
              {t('admin.notified.lateShow')}
            </ButtonLink>
          }
        >
          <p>{tn('admin.notified.lateText', overdue().acknowledgements)}</p>
        </Notice>
      )}
    </Show>
  );
}
