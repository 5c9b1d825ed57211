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
    <Dialog
      open
      title={t('admin.team.removeTitle', { name: name() })}
      onClose={() => props.onClose()}
      actions={
        <>
          <Button onClick={() => props.onClose()}>{t('common.cancel')}</Button>
          <Button tone="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
            {t('admin.team.removeSend')}
          </Button>
        </>
      }
    >
      <div class="stack">
        <p>{props.isOwn ? t('admin.team.removeOwn') : t('admin.team.removeText', { name: name() })}</p>
        <p class="muted">{t('admin.team.removeUndo')}</p>
        <FormFailure text={remove.isError ? failureOf(remove.error).text : undefined} />
      </div>
    </Dialog>
  );
}
