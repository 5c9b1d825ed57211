import { Show } from 'solid-js';
import type { RequestStatus } from '../../../server/requests/schema.ts';
import { t, tn } from '../../i18n.ts';
import { Badge } from '../../ui/Badge.tsx';
import { ButtonLink } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { StatusBadge } from '../words.tsx';
import { waitingRequests } from './pending.ts';

/** The state of one request; where a decision is proposed, that it waits for approval. */
export function RequestBadge(props: { request: { status: RequestStatus; awaitsApproval: boolean } }) {
  return (
    <Show when={props.request.awaitsApproval} fallback={<StatusBadge status={props.request.status} />}>
      <Badge tone="accent">{t('admin.proposals.badge')}</Badge>
    </Show>
  );
}

/** Marks a request with a proposed decision. */
export function ApprovalBadge(props: { row: { awaitsApproval: boolean } }) {
  return (
    <Show when={props.row.awaitsApproval}>
      <span class="second">
        <Badge tone="accent">{t('admin.proposals.badge')}</Badge>
      </span>
    </Show>
  );
}

const count = () => waitingRequests().toApprove;

/** Above the list: how many proposals of others the viewer may approve. */
export function ApprovalsWanted() {
  return (
    <Show when={count() > 0}>
      <Notice
        tone="accent"
        title={tn('admin.proposals.toApprove', count())}
        action={
          <ButtonLink size="small" href="/admin/personal-data?approval=waiting">
            {t('admin.proposals.show')}
          </ButtonLink>
        }
      >
        <p>{t('admin.proposals.toApproveText')}</p>
      </Notice>
    </Show>
  );
}
