import { createSignal, createUniqueId, type JSX, onCleanup, onMount, splitProps } from 'solid-js';
import { t } from '../i18n.ts';
import { Button } from './Button.tsx';
import { controlOf, FieldFrame, type Frame, frame } from './Field.tsx';
import './secret-field.css';

/** A password, hidden until its reader wants to see it, and again once the form is sent: browsers remember what plain fields held. */
export function SecretField(props: Frame & JSX.InputHTMLAttributes<HTMLInputElement>) {
  const id = createUniqueId();
  const [own, rest] = splitProps(props, frame);
  const [shown, setShown] = createSignal(false);
  const control = controlOf(id, own);
  let input: HTMLInputElement | undefined;
  const hide = () => setShown(false);
  onMount(() => {
    const form = input?.form;
    form?.addEventListener('submit', hide);
    onCleanup(() => form?.removeEventListener('submit', hide));
  });
  return (
    <FieldFrame {...own} id={id}>
      <div class="secret">
        <input
          {...rest}
          {...control}
          ref={(element) => {
            input = element;
          }}
          type={shown() ? 'text' : 'password'}
          autocapitalize="off"
          spellcheck={false}
        />
        <Button
          size="small"
          tone="quiet"
          aria-pressed={shown()}
          aria-controls={id}
          title={own.label}
          onClick={() => setShown(!shown())}
        >
          {t('common.show')}
        </Button>
      </div>
    </FieldFrame>
  );
}
