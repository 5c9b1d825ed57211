import { t, tryText } from '../../i18n.ts';
import type { Outputs } from '../../trpc.ts';

export type Entry = Outputs['admin']['audit']['list']['items'][number];

/** Whose act it was: an admin by name, one who has left, a connected system, or Lethe itself. */
export function actorOf({ actorId, actorName, systemName }: Entry): string {
  if (systemName !== null) return t('admin.audit.system', { name: systemName });
  if (actorId === null) return t('admin.audit.lethe');
  return actorName ?? t('admin.audit.former');
}

/** The member, connected system or webhook of the entry by name. Of a member who has left, it says that; what else is gone has no name. */
export const subjectOf = ({ subjectName, details }: Entry): string | undefined =>
  subjectName ?? ('adminId' in details || 'proposedBy' in details ? t('admin.audit.someFormer') : undefined);

/** What was done, to whom or what: "Removed Olga Officer from the team". */
export function sentenceOf(entry: Entry): string {
  const name = subjectOf(entry);
  const named = name === undefined ? undefined : tryText(`admin.audit.named.${entry.action}`, { name });
  return named ?? t(`admin.audit.acts.${entry.action}`);
}

/** The customer whom the act was about, for a link to their page. */
export const customerIdOf = ({ details }: Entry): string | undefined =>
  typeof details['customerId'] === 'string' ? details['customerId'] : undefined;
