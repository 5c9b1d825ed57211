import { useMutation } from '@tanstack/solid-query';
import { createSignal, Show } from 'solid-js';
import { formatZonedTime, t } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { NewSecret } from './NewSecret.tsx';
import { useRefreshWebhooks, type Webhook } from './webhooks.ts';

/** Says how long both secrets sign, makes a new one, then shows it once. Only this component holds it. */
export function ReplaceSecret(props: { of: Webhook; onClose: () => void }) {
  const [made, setMade] = createSignal<string>();
  const refresh = useRefreshWebhooks();
  // Read once: the list has the new state while the secret is still shown.
  const { webhookId, name: url, formerUntil } = props.of;
  const replace = useMutation(() => ({
    // The answer stays out of the cache of mutations.
    mutationFn: async () => {
      const { secret } = await trpc.admin.webhooks.rotateSecret.mutate({ webhookId });
      setMade(secret);
    },
    onSuccess: refresh,
  }));
  return (
    <Show
      when={made()}
      fallback={
        <ConfirmDialog
          title={t('admin.webhooks.replaceTitle')}
          mutation={replace}
          action={t('admin.webhooks.replaceSend')}
          onClose={() => props.onClose()}
        >
          <p>{t('admin.webhooks.replaceText')}</p>
          <Show when={formerUntil}>
            {(until) => <p>{t('admin.webhooks.replaceAgain', { date: formatZonedTime(until()) })}</p>}
          </Show>
        </ConfirmDialog>
      }
    >
      {(secret) => <NewSecret url={url} secret={secret()} replaced onClose={() => props.onClose()} />}
    </Show>
  );
}
