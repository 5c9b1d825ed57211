import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import { t } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
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
    <ConfirmDialog
      title={t('admin.keys.revokeTitle', { name: props.of.name })}
      mutation={revoke}
      action={t('admin.keys.revokeSend')}
      tone="danger"
      onClose={() => props.onClose()}
    >
      <p>{t('admin.keys.revokeText', { name: props.of.name })}</p>
      <Show when={props.of.scopes.includes('erasures:read')}>
        <p>{t('admin.keys.revokeNotices', { name: props.of.name })}</p>
      </Show>
      <p class="muted">{t('admin.keys.revokeStays')}</p>
    </ConfirmDialog>
  );
}

export type SystemKey = Outputs['admin']['systemKeys']['list']['items'][number];
