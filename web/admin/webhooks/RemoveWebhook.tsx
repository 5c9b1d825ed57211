import { useMutation } from '@tanstack/solid-query';
import { t } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { moveFocusTo } from '../../ui/focus.ts';
import { toast } from '../../ui/Toast.tsx';
import { useRefreshWebhooks, type Webhook } from './webhooks.ts';

/** Says what is deleted with a webhook, then removes it. */
export function RemoveWebhook(props: { of: Webhook; onClose: () => void }) {
  const refresh = useRefreshWebhooks();
  const { webhookId, name: url } = props.of;
  const remove = useMutation(() => ({
    mutationFn: () => trpc.admin.webhooks.remove.mutate({ webhookId }),
    onSuccess: async () => {
      toast(t('admin.webhooks.removed'));
      props.onClose();
      await refresh();
      moveFocusTo();
    },
  }));
  return (
    <ConfirmDialog
      title={t('admin.webhooks.removeTitle')}
      mutation={remove}
      action={t('admin.webhooks.removeSend')}
      tone="danger"
      onClose={() => props.onClose()}
    >
      <p>{t('admin.webhooks.removeText', { url })}</p>
    </ConfirmDialog>
  );
}
