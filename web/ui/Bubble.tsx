import { Show } from 'solid-js';
import './count.css';

/** Only the number, for a control whose label says what it counts. */
export function BubbleMark(props: { count: number }) {
  return (
    <Show when={props.count > 0}>
      <span class="count mark" aria-hidden="true">
        {props.count}
      </span>
    </Show>
  );
}

/** The warning bubble: a number to the eye, a sentence to a screen reader. Nothing for zero. */
export function Bubble(props: { count: number; words: string; tone?: 'waits' | 'accent' }) {
  return (
    <Show when={props.count > 0}>
      <span class="count" classList={{ accent: props.tone === 'accent' }}>
        <span aria-hidden="true">{props.count}</span>
        <span class="unseen">{props.words}</span>
      </span>
    </Show>
  );
}
