import { formatZonedTime, t } from '../../i18n.ts';
import { type Inputs, type Outputs, trpc } from '../../trpc.ts';
import { createPaged } from '../../ui/paged.ts';
import { useQuery } from '../../ui/query.ts';

export type Entry = Outputs['admin']['audit']['list']['items'][number];
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

/** Whose act it was: an admin by name, one who has left, a connected system, or Lethe itself. */
export function actorOf({ actorId, actorName, systemName }: Entry): string {
  if (systemName !== null) return t('admin.audit.system', { name: systemName });
  if (actorId === null) return t('admin.audit.lethe');
  return actorName ?? t('admin.audit.former');
}

/** `waitingDays` as `waiting days`. */
const inWords = (name: string): string => name.replaceAll(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);

/** What the entry says beside the act: counts and switches. Ids mean nothing to a reader. */
export const detailsOf = ({ details }: Entry): string =>
  Object.entries(details)
    .filter(([name, value]) => !/id$/iu.test(name) && value !== null)
    .map(([name, value]) => `${inWords(name)}: ${String(value)}`)
    .join(' · ');

/** The customer whom the act was about, for a link to their page. */
export const customerIdOf = ({ details }: Entry): string | undefined =>
  typeof details['customerId'] === 'string' ? details['customerId'] : undefined;
