import { For, Show } from 'solid-js';
import { t } from '../../i18n.ts';
import { Badge } from '../../ui/Badge.tsx';
import './purposes.css';

/** What was typed between commas or spaces, each word once. */
export const wordsOf = (typed: string) => [...new Set(typed.split(/[\s,;]+/u).filter((word) => word !== ''))];

/** The purposes of a text, as systems ask by them. */
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
