import ChevronDown from 'lucide-solid/icons/chevron-down';
import { createUniqueId, type JSX, Show, splitProps } from 'solid-js';
import './field.css';

type Frame = {
  label: string;
  /** What to know before typing. */
  hint?: JSX.Element;
  /** What is wrong and how to correct it. */
  error?: string | undefined;
  /** The word beside the label of a field that may stay empty. */
  optional?: string | undefined;
};

const frame = ['label', 'hint', 'error', 'optional'] as const;

/** `value`: the saved value. The field follows it until somebody types, and never replaces typed text. */
type Written = {
  value?: string | number | null | undefined;
  /** The present text, where the caller keeps it. */
  typed?: string | undefined;
};
const written = ['value', 'typed'] as const;

/** Label above, hint and error below, linked to the control for screen readers. */
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
