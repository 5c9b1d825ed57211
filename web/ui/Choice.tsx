import { createUniqueId, For, type JSX, Show } from 'solid-js';
import './choice.css';

export type Option<Value extends string> = {
  value: Value;
  label: string;
  /** What choosing it does, in plain words. */
  text?: JSX.Element;
  disabled?: boolean | undefined;
};

/** One of a few, each with its consequence beside it: native radio buttons in a fieldset. */
export function Choice<Value extends string>(props: {
  legend: string;
  name: string;
  options: readonly Option<Value>[];
  value?: Value | undefined;
  onChange?: (value: Value) => void;
  error?: string | undefined;
  /** For a group whose heading already stands above it. */
  legendUnseen?: boolean;
}) {
  const id = createUniqueId();
  return (
    <fieldset class="choice" aria-describedby={props.error ? `${id}-error` : undefined}>
      <legend classList={{ unseen: props.legendUnseen ?? false }}>{props.legend}</legend>
      <For each={props.options}>
        {(option) => (
          <label class="choice-option">
            <input
              type="radio"
              name={props.name}
              value={option.value}
              checked={props.value === option.value}
              disabled={option.disabled}
              aria-describedby={option.text ? `${id}-${option.value}` : undefined}
              onChange={() => props.onChange?.(option.value)}
            />
            <span>
              <span class="choice-label">{option.label}</span>
              <Show when={option.text}>
                <span class="choice-text" id={`${id}-${option.value}`}>
                  {option.text}
                </span>
              </Show>
            </span>
          </label>
        )}
      </For>
      <Show when={props.error}>
        <p class="field-error" id={`${id}-error`}>
          {props.error}
        </p>
      </Show>
    </fieldset>
  );
}

/** A single yes or no that is sent with its form; a setting that acts at once is a Switch. */
export function Checkbox(props: {
  name: string;
  label: string;
  text?: JSX.Element;
  checked?: boolean | undefined;
  disabled?: boolean | undefined;
  onChange?: (checked: boolean) => void;
}) {
  const id = createUniqueId();
  return (
    <label class="choice-option">
      <input
        type="checkbox"
        name={props.name}
        checked={props.checked}
        disabled={props.disabled}
        aria-describedby={props.text ? id : undefined}
        onChange={(event) => props.onChange?.(event.currentTarget.checked)}
      />
      <span>
        <span class="choice-label">{props.label}</span>
        <Show when={props.text}>
          <span class="choice-text" id={id}>
            {props.text}
          </span>
        </Show>
      </span>
    </label>
  );
}
