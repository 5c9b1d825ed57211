import { Show } from 'solid-js';
import { formatDate, t } from '../../i18n.ts';
import { rowsOf } from '../../ui/paged.ts';
import { useQuery } from '../../ui/query.ts';
import { consentQuery, createOwnRequests } from '../queries.ts';

/** Two sentences: the person's consent, then the open request or the last answer. */
export function Standing() {
  const consent = useQuery(() => consentQuery);
  const requests = createOwnRequests();
  const consentPart = () => {
    const status = consent.isSuccess ? consent.data : undefined;
    if (!status) return undefined;
    if (status.granted && status.since)
      return t('customer.standing.granted', { date: formatDate(status.since) });
    return status.since
      ? t('customer.standing.withdrawn', { date: formatDate(status.since) })
      : t('customer.standing.never');
  };
  const requestPart = () => {
    if (!requests.isSuccess) return undefined;
    const newest = rowsOf(requests)[0];
    if (newest?.status === 'refused' && newest.decidedAt) {
      return t('customer.standing.refused', { date: formatDate(newest.decidedAt) });
    }
    if (newest?.status !== 'pending') return t('customer.standing.noRequest');
    const automatic = newest.automaticOn;
    if (automatic) {
      const byRule =
        newest.type === 'removal'
          ? 'customer.standing.automaticRemoval'
          : 'customer.standing.automaticAnonymization';
      return t(byRule, { date: formatDate(automatic) });
    }
    const key = newest.type === 'removal' ? 'customer.standing.removal' : 'customer.standing.anonymization';
    return t(key, { date: formatDate(newest.answerBy) });
  };
  return (
    <Show when={consentPart() && requestPart()} fallback={t('customer.standing.unknown')}>
      {consentPart()} {requestPart()}
    </Show>
  );
}
