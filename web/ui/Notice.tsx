import CircleAlert from 'lucide-solid/icons/circle-alert';
import CircleCheck from 'lucide-solid/icons/circle-check';
import Info from 'lucide-solid/icons/info';
import TriangleAlert from 'lucide-solid/icons/triangle-alert';
import { type JSX, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { Tone } from './Badge.tsx';
import './notice.css';

const icons = {
  neutral: Info,
  accent: Info,
  waits: TriangleAlert,
  done: CircleCheck,
  destroys: CircleAlert,
};

/** A message at its place on the page. `live`: it appears in answer to an action, so screen readers read it out. */
export function Notice(props: {
  tone?: Tone | undefined;
  title?: string | undefined;
  children?: JSX.Element;
  action?: JSX.Element;
  live?: boolean;
}) {
  const tone = () => props.tone ?? 'neutral';
  const role = () => (tone() === 'destroys' ? 'alert' : 'status');
  return (
    <div class={`notice ${tone()}`} role={props.live ? role() : undefined}>
      <Dynamic component={icons[tone()]} size={20} aria-hidden="true" />
      <div class="notice-text">
        <Show when={props.title}>
          <p class="notice-title">{props.title}</p>
        </Show>
        <div>{props.children}</div>
        <Show when={props.action}>
          <div class="notice-action">{props.action}</div>
        </Show>
      </div>
    </div>
  );
}
