import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { t } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { failureOf } from '../../ui/failure.ts';
import { moveFocusTo } from '../../ui/focus.ts';
import { toast } from '../../ui/Toast.tsx';
import { type Invitation, invitationsKey } from './team.ts';

/** Says what withdrawing means, then does it. */
export function WithdrawInvitation(props: { of: Invitation; onClose: () => void }) {
  const queries = useQueryClient();
  const withdraw = useMutation(() => ({
    mutationFn: () => trpc.admin.team.withdrawInvitation.mutate({ invitationId: props.of.invitationId }),
    // It may have been used meanwhile: the list shows it.
    onError: () => queries.invalidateQueries({ queryKey: ['admin', 'team'] }),
    onSuccess: async () => {
      toast(t('admin.team.withdrawn'));
      props.onClose();
      await queries.invalidateQueries({ queryKey: invitationsKey });
      moveFocusTo(() => document.getElementById('invitations'));
    },
  }));
  return (
    <Dialog
      open
      title={t('admin.team.withdrawTitle')}
      onClose={() => props.onClose()}
      actions={
        <>
          <Button onClick={() => props.onClose()}>{t('common.cancel')}</Button>
          <Button tone="primary" busy={withdraw.isPending} onClick={() => withdraw.mutate()}>
            {t('admin.team.withdrawSend')}
          </Button>
        </>
      }
    >
      <div class="stack">
        <p>{t('admin.team.withdrawText', { address: props.of.email })}</p>
        <FormFailure text={withdraw.isError ? failureOf(withdraw.error).text : undefined} />
      </div>
    </Dialog>
  );
}
