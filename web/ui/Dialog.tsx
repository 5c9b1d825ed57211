import X from 'lucide-solid/icons/x';
import { createUniqueId, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { t } from '../i18n.ts';
import { IconButton } from './Button.tsx';
import { dismissAll, Toasts } from './Toast.tsx';
import { askToLeave, wouldLoseText } from './unsaved.ts';
import './dialog.css';

type DialogProps = {
  title: string;
  onClose: () => void;
  children: JSX.Element;
  /** The buttons; the one that does it comes last. */
  actions?: JSX.Element;
  /** No close button, Escape or press outside: only its own buttons close it. */
  stays?: boolean;
  /** `drawer` slides from the reading side, for navigation on a phone. */
  shape?: 'window' | 'drawer';
};

/** A native modal dialog: focus stays inside, Escape closes, and focus returns. Asks before it loses typed text. */
function OpenDialog(props: DialogProps) {
  const id = createUniqueId();
  let dialog: HTMLDialogElement | undefined;
  onMount(() => {
    dismissAll();
    dialog?.showModal();
  });
  let gone = false;
  // The browser gives the focus back only if the dialog closes before it leaves the document.
  onCleanup(() => {
    gone = true;
    dialog?.close();
  });
  const close = () => {
    if (props.stays || !dialog) return;
    if (!wouldLoseText(dialog)) props.onClose();
    else void askToLeave().then((leave) => leave && props.onClose());
  };
  return (
    <dialog
      ref={(element) => {
        dialog = element;
      }}
      class={`dialog ${props.shape ?? 'window'}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClose={() => {
        // Browsers close a dialog on the second Escape, even if the first was prevented.
        if (!gone) dialog?.showModal();
      }}
      onMouseDown={(event) => {
        if (event.target === event.currentTarget) close();
      }}
    >
      <div class="dialog-sheet">
        <header class="dialog-head">
          <h2 id={id}>{props.title}</h2>
          <Show when={!props.stays}>
            <IconButton label={t('common.close')} icon={<X size={20} />} onClick={close} />
          </Show>
        </header>
        <div class="dialog-body">{props.children}</div>
        <Toasts />
        <Show when={props.actions}>
          <footer class="dialog-actions">{props.actions}</footer>
        </Show>
      </div>
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
