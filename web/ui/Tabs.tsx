import { A } from '@solidjs/router';
import { For } from 'solid-js';
import './tabs.css';

/** Tabs whose place is in the address: links, so that back, reload and "open in a new tab" do what they say. */
export function Tabs(props: { label: string; items: readonly { href: string; label: string }[] }) {
  return (
    <nav class="tabs" aria-label={props.label}>
      <ul class="tabs-list">
        <For each={props.items}>
          {(item) => (
            <li>
              <A href={item.href} end>
                {item.label}
              </A>
            </li>
          )}
        </For>
      </ul>
    </nav>
  );
}
