import { Show } from 'solid-js';
import { Notice } from './Notice.tsx';

/** What is wrong with a form as a whole, said once above its buttons. */
export function FormFailure(props: { text: string | undefined }) {
  return (
    <Show when={props.text}>
      <Notice tone="destroys" live>
        <p>{props.text}</p>
      </Notice>
    </Show>
  );
}
