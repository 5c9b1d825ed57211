import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { For } from 'solid-js';
import { addressLines } from '../../address.ts';
import { t } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { failureOf } from '../../ui/failure.ts';
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
    <Dialog
      open
      title={t('customer.addresses.removeTitle')}
      onClose={() => props.onClose()}
      actions={
        <>
          <Button onClick={() => props.onClose()}>{t('customer.addresses.keep')}</Button>
          <Button tone="danger" busy={removal.isPending} onClick={() => removal.mutate()}>
            {t('customer.addresses.removeAction')}
          </Button>
        </>
      }
    >
      <div class="stack">
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
        <FormFailure text={removal.isError ? failureOf(removal.error).text : undefined} />
      </div>
    </Dialog>
  );
}
