import { Show } from 'solid-js';
import './count.css';

/** The warning bubble: a number to the eye, a sentence to a screen reader; nothing when nothing waits. */
export function Bubble(props: { count: number; words: string }) {
  return (
    <Show when={props.count > 0}>
      <span class="count">
        <span aria-hidden="true">{props.count}</span>
        <span class="unseen">{props.words}</span>
      </span>
    </Show>
  );
}
