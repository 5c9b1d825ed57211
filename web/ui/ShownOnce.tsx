import { useBeforeLeave } from '@solidjs/router';
import Check from 'lucide-solid/icons/check';
import Copy from 'lucide-solid/icons/copy';
import { createSignal, createUniqueId, onCleanup, Show } from 'solid-js';
import { t } from '../i18n.ts';
import { Button } from './Button.tsx';
import { copyText } from './clipboard.ts';
import { Dialog } from './Dialog.tsx';
import { FormFailure } from './FormFailure.tsx';
import { Notice } from './Notice.tsx';
import './shown-once.css';

/** What the secret is called, and what it means to lose it. */
export type ShownOnceWords = {
  title: string;
  onceTitle: string;
  once: string;
  label: string;
  copy: string;
  copyFailed: string;
  notCopied: string;
  closeAnyway: string;
};

/** Shows a secret, once only. Asks before the reader closes or leaves without having copied it. */
export function ShownOnce(props: { words: ShownOnceWords; secret: string; onClose: () => void }) {
  const [copied, setCopied] = createSignal(false);
  const [failed, setFailed] = createSignal(false);
  const [leaving, setLeaving] = createSignal(false);
  const copy = async () => {
    const done = await copyText(props.secret);
    setCopied(done);
    setFailed(!done);
    setLeaving(false);
  };
  const close = () => {
    if (copied() || leaving()) props.onClose();
    else setLeaving(true);
  };
  askBeforeLeaving(copied, leaving, () => setLeaving(true));
  return (
    <Dialog
      open
      title={props.words.title}
      onClose={close}
      actions={
        <Button tone={copied() ? 'primary' : 'secondary'} onClick={close}>
          {leaving() ? props.words.closeAnyway : t('common.close')}
        </Button>
      }
    >
      <div class="stack">
        <Notice tone="waits" title={props.words.onceTitle}>
          <p>{props.words.once}</p>
        </Notice>
        <TheSecret {...props} copied={copied()} onCopy={() => void copy()} />
        <FormFailure text={failed() ? props.words.copyFailed : undefined} />
        <Show when={leaving()}>
          <Notice tone="waits" live>
            <p>{props.words.notCopied}</p>
          </Notice>
        </Show>
      </div>
    </Dialog>
  );
}

/** Before the page unloads, the browser asks; before the router leaves, the dialog does. */
function askBeforeLeaving(copied: () => boolean, isAsking: () => boolean, ask: () => void) {
  const unload = (event: BeforeUnloadEvent) => {
    if (!copied()) event.preventDefault();
  };
  window.addEventListener('beforeunload', unload);
  onCleanup(() => window.removeEventListener('beforeunload', unload));
  useBeforeLeave((event) => {
    if (copied() || isAsking()) return;
    event.preventDefault();
    ask();
  });
}

/** Text, not a field, because browsers offer to save fields. */
function TheSecret(props: { words: ShownOnceWords; secret: string; copied: boolean; onCopy: () => void }) {
  const id = createUniqueId();
  return (
    <div class="shown-once">
      <p id={id}>{props.words.label}</p>
      <code aria-labelledby={id} role="group">
        {props.secret}
      </code>
      <div class="row">
        <Button
          tone={props.copied ? 'secondary' : 'primary'}
          icon={<Copy size={18} />}
          onClick={() => props.onCopy()}
        >
          {props.words.copy}
        </Button>
        <span class="copied" role="status">
          <Show when={props.copied}>
            <Check size={18} aria-hidden="true" />
            {t('common.copied')}
          </Show>
        </span>
      </div>
    </div>
  );
}
