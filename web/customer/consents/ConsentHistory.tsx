import { For, Show } from 'solid-js';
import { formatDateTime, t } from '../../i18n.ts';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { rowsOf } from '../../ui/paged.ts';
import { createConsentHistory } from '../queries.ts';

/** Every consent and withdrawal. Hidden while there is none, or while it cannot be loaded. */
export function ConsentHistory() {
  const history = createConsentHistory();
  return (
    <Show when={rowsOf(history).length > 0}>
      <details class="more">
        <summary>{t('customer.authorization.history')}</summary>
        <ul class="history">
          <For each={rowsOf(history)}>
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
        <LoadMore query={history} />
      </details>
    </Show>
  );
}
