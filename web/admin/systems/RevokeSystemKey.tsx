import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import { t } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { failureOf } from '../../ui/failure.ts';
import { moveFocusTo, rememberRow } from '../../ui/focus.ts';
import { toast } from '../../ui/Toast.tsx';

/** Says what revoking means for this system, then does it. */
export function RevokeSystemKey(props: { of: SystemKey | undefined; onClose: () => void }) {
  return (
    <Show when={props.of} keyed>
      {(key) => <Confirm of={key} onClose={() => props.onClose()} />}
    </Show>
  );
}

function Confirm(props: { of: SystemKey; onClose: () => void }) {
  const queries = useQueryClient();
  const row = rememberRow();
  const revoke = useMutation(() => ({
    mutationFn: () => trpc.admin.systemKeys.revoke.mutate({ id: props.of.id }),
    onSuccess: async () => {
      toast(t('admin.keys.revoked'));
      props.onClose();
      await queries.invalidateQueries({ queryKey: ['admin', 'systemKeys'] });
      moveFocusTo(row);
    },
  }));
  return (
    <Dialog
      open
      title={t('admin.keys.revokeTitle', { name: props.of.name })}
      onClose={() => props.onClose()}
      actions={
        <>
          <Button onClick={() => props.onClose()}>{t('common.cancel')}</Button>
          <Button tone="danger" busy={revoke.isPending} onClick={() => revoke.mutate()}>
            {t('admin.keys.revokeSend')}
          </Button>
        </>
      }
    >
      <div class="stack">
        <p>{t('admin.keys.revokeText', { name: props.of.name })}</p>
        <Show when={props.of.scopes.includes('erasures:read')}>
          <p>{t('admin.keys.revokeNotices', { name: props.of.name })}</p>
        </Show>
        <p class="muted">{t('admin.keys.revokeStays')}</p>
        <FormFailure text={revoke.isError ? failureOf(revoke.error).text : undefined} />
      </div>
    </Dialog>
  );
}

export type SystemKey = Outputs['admin']['systemKeys']['list']['items'][number];
