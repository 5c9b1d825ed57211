import { A } from '@solidjs/router';
import { For, Show } from 'solid-js';
import './count.css';
import './tabs.css';

/** Tabs whose place is in the address: links, so that back, reload and "open in a new tab" do what they say. */
export function Tabs(props: {
  label: string;
  items: readonly { href: string; label: string; count?: number | undefined }[];
  /** The address of the open tab, where it is told apart by more than its path. */
  current?: string;
}) {
  return (
    <nav class="tabs" aria-label={props.label}>
      <ul class="tabs-list">
        <For each={props.items}>
          {(item) => (
            <li>
              <A href={item.href} end aria-current={props.current === item.href ? 'page' : undefined}>
                {item.label}
                <Show when={item.count}>{(count) => <span class="count">{count()}</span>}</Show>
              </A>
            </li>
          )}
        </For>
      </ul>
    </nav>
  );
}
