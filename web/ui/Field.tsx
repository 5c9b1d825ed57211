import ChevronDown from 'lucide-solid/icons/chevron-down';
import { createUniqueId, type JSX, Show, splitProps } from 'solid-js';
import './field.css';

type Frame = {
  label: string;
  /** What to know before typing; stays while the field is used. */
  hint?: JSX.Element;
  /** What is wrong and how to put it right; empty when nothing is. */
  error?: string | undefined;
  /** Said beside the label of a field that may stay empty. */
  optional?: string | undefined;
};

const frame = ['label', 'hint', 'error', 'optional'] as const;

/** `value` is what is held: it follows what is held, until somebody writes something else, which it never replaces. */
type Written = {
  value?: string | number | null | undefined;
  /** What stands in it now, where somebody outside keeps that. */
  typed?: string | undefined;
};
const written = ['value', 'typed'] as const;

/** The label above, hint and error below, tied to the control for screen readers. */
function FieldFrame(props: Frame & { id: string; children: JSX.Element }) {
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

const described = (id: string, own: Frame) =>
  [own.error && `${id}-error`, own.hint && `${id}-hint`].filter(Boolean).join(' ') || undefined;

export function Field(props: Frame & Written & Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'value'>) {
  const id = createUniqueId();
  const [own, content, rest] = splitProps(props, frame, written);
  return (
    <FieldFrame {...own} id={id}>
      <input
        {...rest}
        prop:defaultValue={String(content.value ?? '')}
        {...(content.typed === undefined ? {} : { value: content.typed })}
        id={id}
        class="control"
        aria-invalid={own.error ? 'true' : undefined}
        aria-describedby={described(id, own)}
      />
    </FieldFrame>
  );
}

export function TextArea(
  props: Frame & Written & Omit<JSX.TextareaHTMLAttributes<HTMLTextAreaElement>, 'value'>,
) {
  const id = createUniqueId();
  const [own, content, rest] = splitProps(props, frame, written);
  return (
    <FieldFrame {...own} id={id}>
      <textarea
        rows={4}
        {...rest}
        prop:defaultValue={String(content.value ?? '')}
        {...(content.typed === undefined ? {} : { value: content.typed })}
        id={id}
        class="control"
        aria-invalid={own.error ? 'true' : undefined}
        aria-describedby={described(id, own)}
      />
    </FieldFrame>
  );
}

/** A native select; `children` are its `<option>`s. */
export function Select(props: Frame & JSX.SelectHTMLAttributes<HTMLSelectElement>) {
  const id = createUniqueId();
  const [own, rest] = splitProps(props, frame);
  return (
    <FieldFrame {...own} id={id}>
      <div class="select">
        <select
          {...rest}
          id={id}
          class="control"
          aria-invalid={own.error ? 'true' : undefined}
          aria-describedby={described(id, own)}
        />
        <ChevronDown size={18} aria-hidden="true" />
      </div>
    </FieldFrame>
  );
}
