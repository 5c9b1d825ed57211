import { formatZonedTime, t } from '../../i18n.ts';
import { type Inputs, trpc } from '../../trpc.ts';
import { createPaged } from '../../ui/paged.ts';
import { useQuery } from '../../ui/query.ts';
import type { Entry } from './entry.ts';

export type AuditFilters = Omit<Inputs['admin']['audit']['list'], 'cursor' | 'limit'>;

export const createAudit = (filters: () => AuditFilters) =>
  createPaged<Entry>(
    () => ['admin', 'audit', filters()],
    (cursor) => trpc.admin.audit.list.query({ ...filters(), cursor }),
  );

/** Present and former members, for the filter. A former one has no name any more: the day they left tells them apart. */
export function createActors(): () => { value: string; label: string }[] {
  const query = useQuery(() => ({
    queryKey: ['admin', 'audit', 'actors'],
    queryFn: () => trpc.admin.audit.actors.query({}),
  }));
  return () =>
    (query.data?.items ?? []).map(({ adminId, name, removedAt }) => ({
      value: adminId,
      label:
        removedAt === null
          ? (name ?? '')
          : t('admin.audit.formerUntil', { date: formatZonedTime(removedAt) }),
    }));
}
