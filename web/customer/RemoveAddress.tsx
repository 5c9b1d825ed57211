import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { For, Show } from 'solid-js';
import { t } from '../i18n.ts';
import { trpc } from '../trpc.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { FormFailure } from '../ui/FormFailure.tsx';
import { failureOf } from '../ui/failure.ts';
import { goOnFrom } from '../ui/focus.ts';
import { toast } from '../ui/Toast.tsx';
import { type Address, addressLines } from './address.ts';
import { addressesQuery } from './queries.ts';

export function RemoveAddress(props: { address: Address | undefined; onClose: () => void }) {
  const queries = useQueryClient();
  const removal = useMutation(() => ({
    mutationFn: (addressId: string) => trpc.customer.addresses.remove.mutate({ addressId }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: addressesQuery.queryKey });
      toast(t('customer.addresses.removed'));
      props.onClose();
      goOnFrom();
    },
  }));
  const close = () => {
    removal.reset();
    props.onClose();
  };
  return (
    <Dialog
      open={props.address !== undefined}
      title={t('customer.addresses.removeTitle')}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>{t('customer.addresses.keep')}</Button>
          <Button
            tone="danger"
            busy={removal.isPending}
            onClick={() => props.address && removal.mutate(props.address.addressId)}
          >
            {t('customer.addresses.removeAction')}
          </Button>
        </>
      }
    >
      <div class="stack">
        <Show when={props.address}>
          {(address) => (
            <p>
              <For each={addressLines(address())}>
                {(line) => (
                  <>
                    {line}
                    <br />
                  </>
                )}
              </For>
            </p>
          )}
        </Show>
        <p class="muted">{t('customer.addresses.removeText')}</p>
        <FormFailure text={removal.isError ? failureOf(removal.error).text : undefined} />
      </div>
    </Dialog>
  );
}
