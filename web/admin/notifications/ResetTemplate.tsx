import { useMutation } from '@tanstack/solid-query';
import type { TemplateName } from '../../../server/notifications/schema.ts';
import { t } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { failureOf } from '../../ui/failure.ts';
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
    <Dialog
      open
      title={t('admin.templates.resetTitle')}
      onClose={props.onClose}
      actions={
        <>
          <Button onClick={() => props.onClose()}>{t('common.cancel')}</Button>
          <Button tone="primary" busy={reset.isPending} onClick={() => reset.mutate()}>
            {t('admin.templates.resetSend')}
          </Button>
        </>
      }
    >
      <div class="stack">
        <p>{t('admin.templates.resetText')}</p>
        <FormFailure text={reset.isError ? failureOf(reset.error).text : undefined} />
      </div>
    </Dialog>
  );
}
