import { Show } from 'solid-js';
import { Notice } from './Notice.tsx';

/** The failure of the whole form, shown once above its buttons. */
export function FormFailure(props: { text: string | undefined }) {
  return (
    <Show when={props.text}>
      <Notice tone="destroys" live>
        <p>{props.text}</p>
      </Notice>
    </Show>
  );
}
