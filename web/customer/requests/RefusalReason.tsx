import { formatDate, t } from '../../i18n.ts';
import type { Outputs } from '../../trpc.ts';

type Request = Outputs['customer']['requests']['list']['items'][number];

/** GDPR Art. 12(4): the reasons, the right to complain, and the judicial remedy. */
export function RefusalReason(props: { request: Request }) {
  return (
    <div class="stack refusal">
      <h3>
        {t('customer.removal.refusedTitle', {
          number: props.request.number,
          date: formatDate(props.request.decidedAt ?? props.request.createdAt),
        })}
      </h3>
      <p class="answer">{props.request.reason ?? t('customer.removal.noReason')}</p>
      <p class="muted">{t('customer.removal.remedies')}</p>
    </div>
  );
}
