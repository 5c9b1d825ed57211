import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { t } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { failureOf } from '../../ui/failure.ts';
import { moveFocusTo, rememberRow } from '../../ui/focus.ts';
import { toast } from '../../ui/Toast.tsx';
import { type Member, membersKey, nameOf } from './team.ts';

/** For a member who lost the phone and the recovery codes: says what follows, then does it. */
export function ResetSecondFactor(props: { of: Member; onClose: () => void }) {
  const queries = useQueryClient();
  const row = rememberRow();
  const name = () => nameOf(props.of);
  const reset = useMutation(() => ({
    mutationFn: () => trpc.admin.team.resetSecondFactor.mutate({ adminId: props.of.adminId }),
    onSuccess: async () => {
      toast(t('admin.team.reset', { name: name() }));
      props.onClose();
      await queries.invalidateQueries({ queryKey: membersKey });
      moveFocusTo(row);
    },
  }));
  return (
    <Dialog
      open
      title={t('admin.team.resetTitle', { name: name() })}
      onClose={() => props.onClose()}
      actions={
        <>
          <Button onClick={() => props.onClose()}>{t('common.cancel')}</Button>
          <Button tone="danger" busy={reset.isPending} onClick={() => reset.mutate()}>
            {t('admin.team.resetSend')}
          </Button>
        </>
      }
    >
      <div class="stack">
        <p>{t('admin.team.resetText', { name: name() })}</p>
        <p class="muted">{t('admin.team.resetCheck')}</p>
        <FormFailure text={reset.isError ? failureOf(reset.error).text : undefined} />
      </div>
    </Dialog>
  );
}
