import { type JSX, Show } from 'solid-js';
import './empty-state.css';

/** Says what would be here, and the next step where there is one. */
export function EmptyState(props: {
  icon?: JSX.Element;
  title: string;
  text?: JSX.Element;
  action?: JSX.Element;
}) {
  return (
    <div class="empty-state">
      <Show when={props.icon}>
        <span class="empty-icon" aria-hidden="true">
          {props.icon}
        </span>
      </Show>
      <h2>{props.title}</h2>
      <Show when={props.text}>
        <p class="muted">{props.text}</p>
      </Show>
      {props.action}
    </div>
  );
}
