import type { JSX } from 'solid-js';
import type { Form } from './form.ts';

/** A form that asks and changes nothing, so its text need not be kept. */
export function LookUpForm(props: {
  id?: string;
  form: Form;
  /** The text has changed: an answer to the old text goes. */
  onChanged: () => void;
  children: JSX.Element;
}) {
  return (
    <form
      data-discardable=""
      class="stack"
      id={props.id}
      novalidate
      autocomplete="off"
      onInput={() => props.onChanged()}
      onSubmit={(event) => props.form.submit(event)}
    >
      {props.children}
    </form>
  );
}
