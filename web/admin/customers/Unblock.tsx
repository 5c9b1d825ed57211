import { useMutation, useQueryClient } from '@tanstack/solid-query';
import LockOpen from 'lucide-solid/icons/lock-open';
import { createSignal, Show } from 'solid-js';
import { t, tn } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Choice.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { moveFocusTo } from '../../ui/focus.ts';
import { toast } from '../../ui/Toast.tsx';
import { refreshRequests } from '../requests/pending.ts';

/** Says what comes back and what does not, then lifts the block of a client. */
export function Unblock(props: { customerId: string }) {
  const [asking, setAsking] = createSignal(false);
  return (
    <>
      <Button icon={<LockOpen size={18} />} onClick={() => setAsking(true)}>
        {t('admin.unblock.open')}
      </Button>
      <Show when={asking()}>
        <Confirm customerId={props.customerId} onClose={() => setAsking(false)} />
      </Show>
    </>
  );
}

function Confirm(props: { customerId: string; onClose: () => void }) {
  const queries = useQueryClient();
  const [removing, setRemoving] = createSignal(false);
  const unblock = useMutation(() => ({
    mutationFn: () =>
      trpc.admin.customers.unblock.mutate({
        customerId: props.customerId,
        removeFromBlacklist: removing(),
      }),
    onSuccess: async ({ claimsRemoved }) => {
      const also = claimsRemoved > 0 ? ` ${tn('admin.unblock.removed', claimsRemoved)}` : '';
      toast(`${t('admin.unblock.done')}${also}`);
      props.onClose();
      await refreshRequests(queries);
      moveFocusTo();
    },
  }));
  return (
    <ConfirmDialog
      title={t('admin.unblock.title')}
      mutation={unblock}
      action={t('admin.unblock.send')}
      onClose={() => props.onClose()}
    >
      <p>{t('admin.unblock.restores')}</p>
      <p>{t('admin.unblock.systems')}</p>
      <p>{t('admin.unblock.letter')}</p>
      <Checkbox
        name="removeFromBlacklist"
        label={t('admin.unblock.blacklist')}
        text={t('admin.unblock.blacklistText')}
        checked={removing()}
        onChange={setRemoving}
      />
    </ConfirmDialog>
  );
}
