import { useMutation } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import { t, tn } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { moveFocusTo } from '../../ui/focus.ts';
import { toast } from '../../ui/Toast.tsx';
import { useRefreshWebhooks, type Webhook } from './webhooks.ts';

/** Says what is not sent while the webhook is disabled, then disables it. */
export function DisableWebhook(props: { of: Webhook; onClose: () => void }) {
  const refresh = useRefreshWebhooks();
  const { webhookId, name: url, queued } = props.of;
  const disable = useMutation(() => ({
    mutationFn: () => trpc.admin.webhooks.setActive.mutate({ webhookId, active: false }),
    onSuccess: async () => {
      toast(t('admin.webhooks.disabled'));
      props.onClose();
      await refresh();
      moveFocusTo(() => document.getElementById(`webhook-${webhookId}`));
    },
  }));
  return (
    <ConfirmDialog
      title={t('admin.webhooks.disableTitle')}
      mutation={disable}
      action={t('admin.webhooks.disableSend')}
      onClose={() => props.onClose()}
    >
      <p>{t('admin.webhooks.disableText', { url })}</p>
      <Show when={queued > 0}>
        <p class="muted">{tn('admin.webhooks.disableQueued', queued)}</p>
      </Show>
    </ConfirmDialog>
  );
}
