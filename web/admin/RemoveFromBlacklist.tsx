import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import { t } from '../i18n.ts';
import { type Outputs, trpc } from '../trpc.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { FormFailure } from '../ui/FormFailure.tsx';
import { failureOf } from '../ui/failure.ts';
import { goOnFrom, rowPlace } from '../ui/focus.ts';
import { toast } from '../ui/Toast.tsx';

type Entry = Outputs['admin']['blacklist']['list']['items'][number];

/** Says what removing an entry means, then does it. */
export function RemoveFromBlacklist(props: { entry: Entry | undefined; onClose: () => void }) {
  return (
    <Show when={props.entry} keyed>
      {(entry) => <Confirm entry={entry} onClose={() => props.onClose()} />}
    </Show>
  );
}

function Confirm(props: { entry: Entry; onClose: () => void }) {
  const queries = useQueryClient();
  const row = rowPlace();
  const remove = useMutation(() => ({
    mutationFn: () => trpc.admin.blacklist.remove.mutate({ entryId: props.entry.entryId }),
    onSuccess: async () => {
      toast(t('admin.entries.removed'));
      props.onClose();
      await queries.invalidateQueries({ queryKey: ['admin', 'blacklist'] });
      goOnFrom(row);
    },
  }));
  return (
    <Dialog
      open
      title={t('admin.entries.removeTitle', { number: props.entry.number })}
      onClose={() => props.onClose()}
      actions={
        <>
          <Button onClick={() => props.onClose()}>{t('common.cancel')}</Button>
          <Button tone="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
            {t('admin.entries.removeSend')}
          </Button>
        </>
      }
    >
      <div class="stack">
        <p>
          {t('admin.entries.removeText', { effect: t(`admin.entries.removeEffects.${props.entry.kind}`) })}
        </p>
        <FormFailure text={remove.isError ? failureOf(remove.error).text : undefined} />
      </div>
    </Dialog>
  );
}
