import { createSignal, createUniqueId, For, Show } from 'solid-js';
import { type BlacklistKind, LookUp } from '../../../server/blacklist/schema.ts';
import { t } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { createForm } from '../../ui/form.ts';
import { LookUpForm } from '../../ui/LookUpForm.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { may } from '../rights.ts';
import { BlacklistValue } from './BlacklistValue.tsx';
import { ClaimList } from './ClaimList.tsx';

type Entry = Outputs['admin']['blacklist']['list']['items'][number];

/** Looks up whether a value is on the blacklist, and which claims keep it there. The server hashes it and keeps nothing. */
export function LookUpBlacklist(props: {
  open: boolean;
  onClose: () => void;
  onRemove: (entry: Entry) => void;
}) {
  return (
    <Show when={props.open}>
      <LookUpDialog onClose={props.onClose} onRemove={props.onRemove} />
    </Show>
  );
}

function LookUpDialog(props: { onClose: () => void; onRemove: (entry: Entry) => void }) {
  const id = createUniqueId();
  const [kind, setKind] = createSignal<BlacklistKind>('email');
  const [found, setFound] = createSignal<Entry[]>();
  const form = createForm({
    schema: LookUp,
    messages: { birthDate: t('admin.entries.wrong.birthDate') },
    send: async (input) => {
      setFound((await trpc.admin.blacklist.lookUp.mutate(input)).items);
    },
  });
  return (
    <Dialog
      open
      title={t('admin.entries.lookUp')}
      onClose={props.onClose}
      actions={
        <>
          <Button onClick={() => props.onClose()}>{t('common.close')}</Button>
          <Button type="submit" form={id} tone="primary" busy={form.busy()}>
            {t('admin.entries.lookUpSend')}
          </Button>
        </>
      }
    >
      <div class="stack">
        <LookUpForm id={id} form={form} onChanged={() => setFound(undefined)}>
          <p class="muted">{t('admin.entries.lookUpNote')}</p>
          <BlacklistValue kind={kind()} onKind={setKind} error={form.error} />
          <FormFailure text={form.failure()} />
        </LookUpForm>
        <Show when={found()}>{(entries) => <Answer entries={entries()} onRemove={props.onRemove} />}</Show>
      </div>
    </Dialog>
  );
}

function Answer(props: { entries: Entry[]; onRemove: (entry: Entry) => void }) {
  return (
    <Show
      when={props.entries.length > 0}
      fallback={
        <Notice tone="done" live>
          <p>{t('admin.entries.notListed')}</p>
        </Notice>
      }
    >
      <For each={props.entries}>
        {(entry) => (
          <Notice
            tone="waits"
            live
            title={t('admin.entries.listedAs', {
              number: entry.number,
              kind: t(`admin.entries.kinds.${entry.kind}`),
            })}
          >
            <ClaimList claims={entry.claims} />
            <Show when={may('decide')}>
              <Button size="small" onClick={() => props.onRemove(entry)}>
                {t('admin.entries.remove')}
              </Button>
            </Show>
          </Notice>
        )}
      </For>
    </Show>
  );
}
