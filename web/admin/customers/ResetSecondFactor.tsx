import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { createSignal, Show } from 'solid-js';
import { t } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { moveFocusTo } from '../../ui/focus.ts';
import { toast } from '../../ui/Toast.tsx';

/** For a client who lost the phone and the recovery codes: says what follows, then does it. */
export function ResetSecondFactor(props: { customerId: string }) {
  const [asking, setAsking] = createSignal(false);
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t('admin.client.resetAction')}</Button>
      <Show when={asking()}>
        <Confirm customerId={props.customerId} onClose={() => setAsking(false)} />
      </Show>
    </>
  );
}

function Confirm(props: { customerId: string; onClose: () => void }) {
  const queries = useQueryClient();
  const reset = useMutation(() => ({
    mutationFn: () => trpc.admin.customers.resetSecondFactor.mutate({ customerId: props.customerId }),
    onSuccess: async () => {
      toast(t('admin.client.resetDone'));
      props.onClose();
      await queries.invalidateQueries({ queryKey: ['admin', 'clients', 'one'] });
      moveFocusTo();
    },
  }));
  return (
    <ConfirmDialog
      title={t('admin.client.resetTitle')}
      mutation={reset}
      action={t('admin.team.resetSend')}
      tone="danger"
      onClose={() => props.onClose()}
    >
      <p>{t('admin.client.resetText')}</p>
      <p class="muted">{t('admin.team.resetCheck')}</p>
    </ConfirmDialog>
  );
}
