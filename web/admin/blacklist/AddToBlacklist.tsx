import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, createUniqueId, For, Show } from 'solid-js';
import {
  AddToBlacklistInput as Addition,
  type BlacklistKind,
  type BlacklistReason,
} from '../../../server/blacklist/schema.ts';
import { t } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Select } from '../../ui/Field.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { createForm } from '../../ui/form.ts';
import { toast } from '../../ui/Toast.tsx';
import { BlacklistValue } from './BlacklistValue.tsx';

const reasons = ['fraud', 'abuse', 'erasure', 'other'] as const satisfies BlacklistReason[];

/** Adds a value by hand. The server hashes it and keeps only the hash. */
export function AddToBlacklist(props: { open: boolean; onClose: () => void }) {
  return (
    <Show when={props.open}>
      <AddDialog onClose={props.onClose} />
    </Show>
  );
}

function createAddition(onAdded: () => void) {
  const queries = useQueryClient();
  return createForm({
    schema: Addition,
    messages: { birthDate: t('admin.entries.wrong.birthDate') },
    send: async (input) => {
      await trpc.admin.blacklist.add.mutate(input);
      toast(t('admin.entries.addedToast'));
      onAdded();
      await queries.invalidateQueries({ queryKey: ['admin', 'blacklist'] });
    },
  });
}

function AddDialog(props: { onClose: () => void }) {
  const id = createUniqueId();
  const [kind, setKind] = createSignal<BlacklistKind>('email');
  const form = createAddition(() => props.onClose());
  return (
    <Dialog
      open
      title={t('admin.entries.addTitle')}
      onClose={props.onClose}
      actions={
        <>
          <Button onClick={() => props.onClose()}>{t('common.cancel')}</Button>
          <Button type="submit" form={id} tone="primary" busy={form.busy()}>
            {t('admin.entries.addSend')}
          </Button>
        </>
      }
    >
      <form class="stack" id={id} novalidate autocomplete="off" onSubmit={(event) => form.submit(event)}>
        <p class="muted">{t('admin.entries.addNote')}</p>
        <BlacklistValue kind={kind()} onKind={setKind} error={form.error} />
        <Select label={t('admin.entries.reason')} name="reason" error={form.error('reason')}>
          <For each={reasons}>
            {(value) => <option value={value}>{t(`admin.entries.reasons.${value}`)}</option>}
          </For>
        </Select>
        <FormFailure text={form.failure()} />
      </form>
    </Dialog>
  );
}
