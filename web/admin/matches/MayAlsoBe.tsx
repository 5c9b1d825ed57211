import { A } from '@solidjs/router';
import { For, Show } from 'solid-js';
import { t } from '../../i18n.ts';
import type { Outputs } from '../../trpc.ts';
import { Notice } from '../../ui/Notice.tsx';

type Request = Outputs['admin']['requests']['get'];

/** Warns before a decision that another client may be the same person. */
export function MayAlsoBe(props: { request: Request }) {
  return (
    <Show when={props.request.mayAlsoBe.length > 0}>
      <Notice
        tone="waits"
        title={t('admin.matches.beforeDecision')}
        action={
          <A href={`/admin/clients/${props.request.customerId}#matches`}>{t('admin.matches.decideFirst')}</A>
        }
      >
        <ul class="stack gap-0">
          <For each={props.request.mayAlsoBe}>
            {({ customerId, fullName, number }) => (
              <li>
                <A href={`/admin/clients/${customerId}`}>
                  {fullName === null
                    ? t('admin.list.one', { number })
                    : t('admin.matches.one', { name: fullName, number })}
                </A>
              </li>
            )}
          </For>
        </ul>
        <p class="notice-next">{t('admin.matches.beforeDecisionText')}</p>
      </Notice>
    </Show>
  );
}
