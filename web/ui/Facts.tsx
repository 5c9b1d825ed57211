import { For, type JSX } from 'solid-js';
import './facts.css';

/** Facts as a definition list: the name at the left, the value at the right, stacked where it is narrow. */
export function Facts(props: { items: readonly { name: string; value: JSX.Element }[] }) {
  return (
    <dl class="facts">
      <For each={props.items}>
        {(fact) => (
          <div>
            <dt>{fact.name}</dt>
            <dd>{fact.value}</dd>
          </div>
        )}
      </For>
    </dl>
  );
}
