import { useMutation } from '@tanstack/solid-query';
import type { TemplateName } from '../../../server/notifications/schema.ts';
import { t } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { toast } from '../../ui/Toast.tsx';

/** Says what is lost, then restores the default text. */
export function ResetTemplate(props: {
  name: TemplateName;
  basedOn: string | null;
  onOvertaken: () => unknown;
  onClose: () => void;
  onReset: () => Promise<unknown>;
}) {
  const reset = useMutation(() => ({
    mutationFn: () => trpc.admin.templates.reset.mutate({ name: props.name, basedOn: props.basedOn }),
    // Somebody else may have saved a newer version: the page shows it.
    onError: () => props.onOvertaken(),
    onSuccess: async () => {
      props.onClose();
      toast(t('admin.templates.resetDone'));
      await props.onReset();
    },
  }));
  return (
    <ConfirmDialog
      title={t('admin.templates.resetTitle')}
      mutation={reset}
      action={t('admin.templates.resetSend')}
      onClose={() => props.onClose()}
    >
      <p>{t('admin.templates.resetText')}</p>
    </ConfirmDialog>
  );
}
