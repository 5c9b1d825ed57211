import { createUniqueId, type JSX, Show } from 'solid-js';
import './switch.css';

/** A setting that is on or off. A screen reader reads `text`, what it does, with it. */
export function Switch(props: {
  label: string;
  text?: JSX.Element;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  const id = createUniqueId();
  return (
    <div class="switch-row">
      <div>
        <span class="switch-label" id={`${id}-label`}>
          {props.label}
        </span>
        <Show when={props.text}>
          <div class="small muted" id={`${id}-text`}>
            {props.text}
          </div>
        </Show>
      </div>
      <button
        type="button"
        role="switch"
        class="switch"
        aria-checked={props.checked}
        aria-labelledby={`${id}-label`}
        aria-describedby={props.text ? `${id}-text` : undefined}
        onClick={() => props.onChange(!props.checked)}
      />
    </div>
  );
}
