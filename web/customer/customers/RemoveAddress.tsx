import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { For } from 'solid-js';
import { addressLines } from '../../address.ts';
import { t } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { moveFocusTo } from '../../ui/focus.ts';
import { toast } from '../../ui/Toast.tsx';
import { type Address, addressesQuery } from '../queries.ts';

export function RemoveAddress(props: { address: Address; onClose: () => void }) {
  const queries = useQueryClient();
  const removal = useMutation(() => ({
    mutationFn: () => trpc.customer.addresses.remove.mutate({ addressId: props.address.addressId }),
    // It is already gone, as the list will show.
    onError: () => queries.invalidateQueries({ queryKey: addressesQuery.queryKey }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: addressesQuery.queryKey });
      toast(t('customer.addresses.removed'));
      props.onClose();
      moveFocusTo();
    },
  }));
  return (
    <ConfirmDialog
      title={t('customer.addresses.removeTitle')}
      mutation={removal}
      action={t('customer.addresses.removeAction')}
      tone="danger"
      cancel={t('customer.addresses.keep')}
      onClose={() => props.onClose()}
    >
      <p>
        <For each={addressLines(props.address)}>
          {(line) => (
            <>
              {line}
              <br />
            </>
          )}
        </For>
      </p>
      <p class="muted">{t('customer.addresses.removeText')}</p>
    </ConfirmDialog>
  );
}
