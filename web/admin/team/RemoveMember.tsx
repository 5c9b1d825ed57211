import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { t } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { moveFocusTo, rememberRow } from '../../ui/focus.ts';
import { toast } from '../../ui/Toast.tsx';
import { MadeBy } from './MadeBy.tsx';
import { NobodyApprovesThen } from './NobodyApproves.tsx';
import { type Member, membersKey, nameOf } from './team.ts';

/** Says what removing means for this person, then does it. */
export function RemoveMember(props: { of: Member; isOwn: boolean; onClose: () => void }) {
  const queries = useQueryClient();
  const row = rememberRow();
  const name = () => nameOf(props.of);
  const remove = useMutation(() => ({
    mutationFn: () => trpc.admin.team.remove.mutate({ adminId: props.of.adminId }),
    onSuccess: async () => {
      toast(t('admin.team.removed', { name: name() }));
      props.onClose();
      await queries.invalidateQueries({ queryKey: membersKey });
      moveFocusTo(row);
    },
  }));
  return (
    <ConfirmDialog
      title={t('admin.team.removeTitle', { name: name() })}
      mutation={remove}
      action={t('admin.team.removeSend')}
      tone="danger"
      onClose={() => props.onClose()}
    >
      <p>{props.isOwn ? t('admin.team.removeOwn') : t('admin.team.removeText', { name: name() })}</p>
      <NobodyApprovesThen of={props.of} />
      <MadeBy of={props.of} />
      <p class="muted">
        {props.of.singleSignOn ? t('admin.team.removeSignOn', { name: name() }) : t('admin.team.removeUndo')}
      </p>
    </ConfirmDialog>
  );
}
