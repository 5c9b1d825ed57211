import { For, Show } from 'solid-js';
import { t } from '../../i18n.ts';
import { Badge } from '../../ui/Badge.tsx';
import './purposes.css';

/** The words between commas or spaces, each once. */
export const wordsOf = (typed: string) => [...new Set(typed.split(/[\s,;]+/u).filter((word) => word !== ''))];

/** The purposes that a text covers. Connected systems ask with these words. */
export function Covers(props: { purposes: readonly string[] }) {
  return (
    <Show
      when={props.purposes.length > 0}
      fallback={<p class="small muted">{t('admin.rights.coversNothing')}</p>}
    >
      <div class="covers small">
        <span class="muted">{t('admin.rights.covers')}</span>
        <ul>
          <For each={props.purposes}>
            {(purpose) => (
              <li>
                <Badge>{purpose}</Badge>
              </li>
            )}
          </For>
        </ul>
      </div>
    </Show>
  );
}
