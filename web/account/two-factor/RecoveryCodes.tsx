import Copy from 'lucide-solid/icons/copy';
import Download from 'lucide-solid/icons/download';
import { createSignal, For, onMount, Show } from 'solid-js';
import { t } from '../../i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { toast } from '../../ui/Toast.tsx';
import './two-factor.css';

/** Shows recovery codes, once only. Asks before they are closed without having been saved. */
export function RecoveryCodes(props: { codes: readonly string[]; onClose: () => void }) {
  const [saved, setSaved] = createSignal(false);
  const [leaving, setLeaving] = createSignal(false);
  const close = () => {
    if (saved() || leaving()) props.onClose();
    else setLeaving(true);
  };
  return (
    <Dialog
      open
      title={t('account.twoFactor.codesTitle')}
      onClose={close}
      actions={
        <Button tone={saved() ? 'primary' : 'secondary'} onClick={close}>
          {t(leaving() ? 'account.twoFactor.closeAnyway' : 'common.close')}
        </Button>
      }
    >
      <div class="stack">
        <Notice tone="waits" title={t('account.twoFactor.shownOnceTitle')}>
          <p>{t('account.twoFactor.shownOnce')}</p>
        </Notice>
        <ul class="recovery-codes" aria-label={t('account.twoFactor.codesTitle')}>
          <For each={props.codes}>
            {(code) => (
              <li>
                <code>{code}</code>
              </li>
            )}
          </For>
        </ul>
        <WaysToSave
          text={props.codes.join('\n')}
          onSaved={() => {
            setSaved(true);
            setLeaving(false);
          }}
        />
        <Show when={leaving()}>
          <NotSaved />
        </Show>
      </div>
    </Dialog>
  );
}

/** On a phone it would appear below what is in view. */
function NotSaved() {
  let place: HTMLDivElement | undefined;
  onMount(() => place?.scrollIntoView({ block: 'nearest' }));
  return (
    <div
      ref={(element) => {
        place = element;
      }}
    >
      <Notice tone="waits" live>
        <p>{t('account.twoFactor.notSaved')}</p>
      </Notice>
    </div>
  );
}

function WaysToSave(props: { text: string; onSaved: () => void }) {
  const [failed, setFailed] = createSignal(false);
  const copy = async () => {
    const copied = await copyText(props.text);
    setFailed(!copied);
    if (!copied) return;
    props.onSaved();
    toast(t('account.twoFactor.copied'));
  };
  const download = () => {
    saveAsFile(`${props.text}\n`);
    props.onSaved();
  };
  return (
    <>
      <div class="row">
        <Button icon={<Copy size={18} />} onClick={() => void copy()}>
          {t('account.twoFactor.copy')}
        </Button>
        <Button icon={<Download size={18} />} onClick={download}>
          {t('account.twoFactor.download')}
        </Button>
      </div>
      <FormFailure text={failed() ? t('account.twoFactor.copyFailed') : undefined} />
    </>
  );
}

function saveAsFile(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'recovery-codes.txt';
  link.click();
  // The browser needs the address a moment longer.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
