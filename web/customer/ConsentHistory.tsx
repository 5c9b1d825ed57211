import { useQuery } from '@tanstack/solid-query';
import { For, Show } from 'solid-js';
import { formatDateTime, t } from '../i18n.ts';
import { consentHistoryQuery } from './queries.ts';

/** Every grant and withdrawal: nothing is overwritten. Left out while there is none, or while it cannot be read. */
export function ConsentHistory() {
  const history = useQuery(() => consentHistoryQuery);
  const items = () => (history.isSuccess ? history.data.items : []);
  return (
    <Show when={items().length > 0}>
      <details class="more">
        <summary>{t('customer.authorization.history')}</summary>
        <ul class="history">
          <For each={items()}>
            {(entry) => (
              <li>
                <span>
                  {t(`customer.authorization.${entry.action}Version`, { version: entry.textVersion })}
                </span>
                <span class="muted number">{formatDateTime(entry.at)}</span>
              </li>
            )}
          </For>
        </ul>
      </details>
    </Show>
  );
}
