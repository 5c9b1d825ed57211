import Check from 'lucide-solid/icons/check';
import X from 'lucide-solid/icons/x';
import { For, type JSX, Show } from 'solid-js';
import './timeline.css';

export type Step = {
  title: string;
  /** When it happened or will happen, in words. */
  at?: string | undefined;
  text?: JSX.Element;
  /** `ended`: stopped before it was done. */
  state: 'done' | 'now' | 'next' | 'ended';
};

export function Timeline(props: { label: string; steps: readonly Step[] }) {
  return (
    <ol class="timeline" aria-label={props.label}>
      <For each={props.steps}>
        {(step) => (
          <li class={`timeline-step ${step.state}`} aria-current={step.state === 'now' ? 'step' : undefined}>
            <span class="timeline-mark" aria-hidden="true">
              <Show when={step.state === 'done'}>
                <Check size={12} stroke-width={3} />
              </Show>
              <Show when={step.state === 'ended'}>
                <X size={12} stroke-width={3} />
              </Show>
            </span>
            <div class="timeline-body">
              <p class="timeline-title">
                <span>{step.title}</span>
                <Show when={step.at}>
                  <span class="timeline-at">{step.at}</span>
                </Show>
              </p>
              <Show when={step.text}>
                <div class="muted">{step.text}</div>
              </Show>
            </div>
          </li>
        )}
      </For>
    </ol>
  );
}
