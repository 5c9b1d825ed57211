import { createUniqueId, For, type JSX, Show } from 'solid-js';
import './choice.css';

export type Option<Value extends string> = {
  value: Value;
  label: string;
  /** What this choice does, in plain words. */
  text?: JSX.Element;
  disabled?: boolean | undefined;
};
/** Some options under a heading; for the keyboard they belong to the same group. */
type OptionGroup<Value extends string> = { legend: string; options: readonly Option<Value>[] };

/** Native radio buttons in a fieldset, each with its consequence beside it. */
export function Choice<Value extends string>(props: {
  legend: string;
  name: string;
  options: readonly (Option<Value> | OptionGroup<Value>)[];
  value?: Value | undefined;
  onChange?: (value: Value) => void;
  error?: string | undefined;
  /** For a group with a visible heading above it. */
  legendUnseen?: boolean;
}) {
  const id = createUniqueId();
  const radio = (option: Option<Value>) => (
    <Radio
      id={`${id}-${option.value}`}
      name={props.name}
      option={option}
      checked={props.value === option.value}
      onChange={() => props.onChange?.(option.value)}
    />
  );
  return (
    <fieldset class="choice" aria-describedby={props.error ? `${id}-error` : undefined}>
      <legend classList={{ unseen: props.legendUnseen ?? false }}>{props.legend}</legend>
      <For each={props.options}>
        {(option) =>
          'legend' in option ? (
            <fieldset class="choice-group">
              <legend>{option.legend}</legend>
              <For each={option.options}>{radio}</For>
            </fieldset>
          ) : (
            radio(option)
          )
        }
      </For>
      <Show when={props.error}>
        <p class="field-error" id={`${id}-error`}>
          {props.error}
        </p>
      </Show>
    </fieldset>
  );
}

function Radio<Value extends string>(props: {
  id: string;
  name: string;
  option: Option<Value>;
  checked: boolean;
  onChange: () => void;
}) {
  return (
    <label class="choice-option">
      <input
        type="radio"
        name={props.name}
        value={props.option.value}
        checked={props.checked}
        disabled={props.option.disabled}
        aria-describedby={props.option.text ? props.id : undefined}
        onChange={() => props.onChange()}
      />
      <span>
        <span class="choice-label">{props.option.label}</span>
        <Show when={props.option.text}>
          <span class="choice-text" id={props.id}>
            {props.option.text}
          </span>
        </Show>
      </span>
    </label>
  );
}

/** A yes or no in a form. */
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
