import { A } from '@solidjs/router';
import { For, Show } from 'solid-js';
import { formatShortDate, t } from '../../i18n.ts';
import type { Outputs } from '../../trpc.ts';

export type Claim = Outputs['admin']['blacklist']['list']['items'][number]['claims'][number];

/** A claim in words: its reason, and the request or the admin behind it. */
export const claimWords = (claim: Claim): string =>
  t('admin.entries.claim', {
    reason: t(`admin.entries.reasons.${claim.reason}`),
    by:
      claim.requestNumber === null
        ? t('admin.entries.noRequest')
        : t('admin.requests.one', { number: claim.requestNumber }),
  });

/** The claims that keep an entry, each with its end. */
export function ClaimList(props: { claims: readonly Claim[] }) {
  return (
    <ul class="stack gap-1">
      <For each={props.claims}>
        {(claim) => (
          <li>
            <Show when={claim.requestId} fallback={claimWords(claim)}>
              {(requestId) => <A href={`/admin/requests/${requestId()}`}>{claimWords(claim)}</A>}
            </Show>
            <span class="second">
              {t('admin.entries.claimUntil', { date: formatShortDate(claim.endsAt) })}
            </span>
          </li>
        )}
      </For>
    </ul>
  );
}
