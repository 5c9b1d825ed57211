import ChevronDown from 'lucide-solid/icons/chevron-down';
import { createUniqueId, type JSX, Show, splitProps } from 'solid-js';
import './field.css';

export type Frame = {
  label: string;
  /** What to know before typing. */
  hint?: JSX.Element;
  /** What is wrong and how to correct it. */
  error?: string | undefined;
  /** The word beside the label of a field that may stay empty. */
  optional?: string | undefined;
};

export const frame = ['label', 'hint', 'error', 'optional'] as const;

/** `value`: the saved value. The field follows it until somebody types, and never replaces typed text. */
type Written = {
  value?: string | number | null | undefined;
  /** The present text, where the caller keeps it. */
  typed?: string | undefined;
};
const written = ['value', 'typed'] as const;

/** Label above, hint and error below, linked to the control for screen readers. */
export function FieldFrame(props: Frame & { id: string; children: JSX.Element }) {
  return (
    <div class="field" classList={{ wrong: Boolean(props.error) }}>
      <label for={props.id}>
        {props.label}
        <Show when={props.optional}>
          <span class="muted"> ({props.optional})</span>
        </Show>
      </label>
      {props.children}
      <Show when={props.error}>
        <p class="field-error" id={`${props.id}-error`}>
          {props.error}
        </p>
      </Show>
      <Show when={props.hint}>
        <p class="field-hint" id={`${props.id}-hint`}>
          {props.hint}
        </p>
      </Show>
    </div>
  );
}

/**
 * What every control has: its look, and its hint and error for screen readers. Getters, so that an error redraws these attributes only:
 * drawing the options of a select again would lose the choice.
 */
export const controlOf = (id: string, own: Frame) => ({
  id,
  class: 'control',
  get 'aria-invalid'() {
    return own.error ? ('true' as const) : undefined;
  },
  get 'aria-describedby'() {
    return [own.error && `${id}-error`, own.hint && `${id}-hint`].filter(Boolean).join(' ') || undefined;
  },
});

/** The saved value is the control's default: only an untouched control follows it. */
const textOf = ({ value, typed }: Written) => ({
  'prop:defaultValue': String(value ?? ''),
  ...(typed === undefined ? {} : { value: typed }),
});

export function Field(props: Frame & Written & Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'value'>) {
  const id = createUniqueId();
  const [own, content, rest] = splitProps(props, frame, written);
  const control = controlOf(id, own);
  return (
    <FieldFrame {...own} id={id}>
      <input {...rest} {...textOf(content)} {...control} />
    </FieldFrame>
  );
}

export function TextArea(
  props: Frame & Written & Omit<JSX.TextareaHTMLAttributes<HTMLTextAreaElement>, 'value'>,
) {
  const id = createUniqueId();
  const [own, content, rest] = splitProps(props, frame, written);
  const control = controlOf(id, own);
  return (
    <FieldFrame {...own} id={id}>
      <textarea rows={4} {...rest} {...textOf(content)} {...control} />
    </FieldFrame>
  );
}

/** A native select; `children` are its `<option>`s. */
export function Select(props: Frame & JSX.SelectHTMLAttributes<HTMLSelectElement>) {
  const id = createUniqueId();
  const [own, rest] = splitProps(props, frame);
  const control = controlOf(id, own);
  return (
    <FieldFrame {...own} id={id}>
      <div class="select">
        <select {...rest} {...control} />
        <ChevronDown size={18} aria-hidden="true" />
      </div>
    </FieldFrame>
  );
}
