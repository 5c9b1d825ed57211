import X from 'lucide-solid/icons/x';
import { createUniqueId, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { t } from '../i18n.ts';
import { IconButton } from './Button.tsx';
import { Toasts } from './Toast.tsx';
import './dialog.css';

type DialogProps = {
  title: string;
  onClose: () => void;
  children: JSX.Element;
  /** The buttons; the one that acts comes last. */
  actions?: JSX.Element;
  /** `drawer` slides from the reading side, for navigation on a phone. */
  shape?: 'window' | 'drawer';
};

/** A native modal dialog: focus stays inside, Escape closes, and focus returns to where it came from. */
function OpenDialog(props: DialogProps) {
  const id = createUniqueId();
  let dialog: HTMLDialogElement | undefined;
  onMount(() => dialog?.showModal());
  // Closing before it leaves the document is what gives the focus back.
  onCleanup(() => dialog?.close());
  return (
    <dialog
      ref={(element) => {
        dialog = element;
      }}
      class={`dialog ${props.shape ?? 'window'}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === event.currentTarget) props.onClose();
      }}
    >
      <div class="dialog-sheet">
        <header class="dialog-head">
          <h2 id={id}>{props.title}</h2>
          <IconButton label={t('common.close')} icon={<X size={20} />} onClick={() => props.onClose()} />
        </header>
        <div class="dialog-body">{props.children}</div>
        <Show when={props.actions}>
          <footer class="dialog-actions">{props.actions}</footer>
        </Show>
      </div>
      <Toasts />
    </dialog>
  );
}

export function Dialog(props: DialogProps & { open: boolean }) {
  return (
    <Show when={props.open}>
      <OpenDialog {...props} />
    </Show>
  );
}
