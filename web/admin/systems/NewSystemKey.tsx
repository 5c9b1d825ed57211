import { useBeforeLeave } from '@solidjs/router';
import Check from 'lucide-solid/icons/check';
import Copy from 'lucide-solid/icons/copy';
import { createSignal, createUniqueId, onCleanup, Show } from 'solid-js';
import { t } from '../../i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { Notice } from '../../ui/Notice.tsx';
import './system-key.css';

export type NewKey = { name: string; key: string };

/** Shows a key, once only. Asks before the admin closes or leaves without having copied it. */
export function NewSystemKey(props: { made: NewKey; onClose: () => void }) {
  const [copied, setCopied] = createSignal(false);
  const [failed, setFailed] = createSignal(false);
  const [leaving, setLeaving] = createSignal(false);
  const copy = async () => {
    const done = await navigator.clipboard.writeText(props.made.key).then(
      () => true,
      () => false,
    );
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
      title={t('admin.keys.shownTitle', { name: props.made.name })}
      onClose={close}
      actions={
        <Button tone={copied() ? 'primary' : 'secondary'} onClick={close}>
          {t(leaving() ? 'admin.keys.closeAnyway' : 'common.close')}
        </Button>
      }
    >
      <div class="stack">
        <Notice tone="waits" title={t('admin.keys.shownOnceTitle')}>
          <p>{t('admin.keys.shownOnce')}</p>
        </Notice>
        <TheKey secret={props.made.key} copied={copied()} onCopy={() => void copy()} />
        <FormFailure text={failed() ? t('admin.keys.copyFailed') : undefined} />
        <Show when={leaving()}>
          <Notice tone="waits" live>
            <p>{t('admin.keys.notCopied')}</p>
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
function TheKey(props: { secret: string; copied: boolean; onCopy: () => void }) {
  const id = createUniqueId();
  return (
    <div class="system-key">
      <p id={id}>{t('admin.keys.key')}</p>
      <code aria-labelledby={id} role="group">
        {props.secret}
      </code>
      <div class="row">
        <Button
          tone={props.copied ? 'secondary' : 'primary'}
          icon={<Copy size={18} />}
          onClick={() => props.onCopy()}
        >
          {t('admin.keys.copy')}
        </Button>
        <span class="copied" role="status">
          <Show when={props.copied}>
            <Check size={18} aria-hidden="true" />
            {t('admin.keys.copied')}
          </Show>
        </span>
      </div>
    </div>
  );
}
