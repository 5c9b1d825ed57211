import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { t } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
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
    <ConfirmDialog
      title={t('admin.team.resetTitle', { name: name() })}
      mutation={reset}
      action={t('admin.team.resetSend')}
      tone="danger"
      onClose={() => props.onClose()}
    >
      <p>{t('admin.team.resetText', { name: name() })}</p>
      <p class="muted">{t('admin.team.resetCheck')}</p>
    </ConfirmDialog>
  );
}
