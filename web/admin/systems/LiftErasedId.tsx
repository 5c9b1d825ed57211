import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { createSignal } from 'solid-js';
import { t } from '../../i18n.ts';
import { type Inputs, trpc } from '../../trpc.ts';
import { Choice } from '../../ui/Choice.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { moveFocusTo } from '../../ui/focus.ts';
import { toast } from '../../ui/Toast.tsx';

type Lift = Inputs['admin']['erasures']['liftId'];
type Because = Lift['because'];

/** Allows a system to send an erased person's id again, and records why. */
export function LiftErasedId(props: {
  of: Pick<Lift, 'systemId' | 'externalId'> & { name: string };
  onClose: () => void;
  onLifted: () => void;
}) {
  const queries = useQueryClient();
  const [because, setBecause] = createSignal<Because>('somebody_new');
  const lift = useMutation(() => ({
    mutationFn: () => {
      const { systemId, externalId } = props.of;
      return trpc.admin.erasures.liftId.mutate({ systemId, externalId, because: because() });
    },
    onSuccess: async () => {
      toast(t('admin.erasedIds.lifted', { name: props.of.name }));
      props.onLifted();
      props.onClose();
      await queries.invalidateQueries({ queryKey: ['admin', 'erasures'] });
      moveFocusTo(() => document.getElementById('erased-ids'));
    },
  }));
  return (
    <ConfirmDialog
      title={t('admin.erasedIds.liftTitle')}
      mutation={lift}
      action={t('admin.erasedIds.liftSend')}
      onClose={() => props.onClose()}
    >
      <p>{t('admin.erasedIds.liftText', { name: props.of.name })}</p>
      <Choice<Because>
        legend={t('admin.erasedIds.because')}
        name="because"
        value={because()}
        onChange={setBecause}
        options={[
          {
            value: 'somebody_new',
            label: t('admin.erasedIds.somebodyNew'),
            text: t('admin.erasedIds.somebodyNewText'),
          },
          {
            value: 'came_back',
            label: t('admin.erasedIds.cameBack'),
            text: t('admin.erasedIds.cameBackText'),
          },
        ]}
      />
    </ConfirmDialog>
  );
}
