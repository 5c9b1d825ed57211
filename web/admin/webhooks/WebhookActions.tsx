import { useMutation } from '@tanstack/solid-query';
import { createSignal, Match, Show, Switch } from 'solid-js';
import { t } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { failureOf } from '../../ui/failure.ts';
import { toast } from '../../ui/Toast.tsx';
import { DisableWebhook } from './DisableWebhook.tsx';
import { RemoveWebhook } from './RemoveWebhook.tsx';
import { ReplaceSecret } from './ReplaceSecret.tsx';
import { useRefreshWebhooks, type Webhook } from './webhooks.ts';

type Asked = 'replace' | 'disable' | 'remove';

/** What an owner can do with a webhook. What others notice is asked first. */
export function WebhookActions(props: { webhook: Webhook }) {
  const [asked, setAsked] = createSignal<Asked>();
  const close = () => setAsked(undefined);
  const named = () => ({ url: props.webhook.name });
  return (
    <>
      <div class="row">
        <Show when={props.webhook.state === 'active'} fallback={<Enable webhook={props.webhook} />}>
          <SendTest webhook={props.webhook} />
        </Show>
        <Button
          size="small"
          aria-label={t('admin.webhooks.replaceLabel', named())}
          onClick={() => setAsked('replace')}
        >
          {t('admin.webhooks.replace')}
        </Button>
        <Show when={props.webhook.state === 'active'}>
          <Button
            size="small"
            tone="quiet"
            aria-label={t('admin.webhooks.disableLabel', named())}
            onClick={() => setAsked('disable')}
          >
            {t('admin.webhooks.disable')}
          </Button>
        </Show>
        <Button
          size="small"
          tone="quiet"
          aria-label={t('admin.webhooks.removeLabel', named())}
          onClick={() => setAsked('remove')}
        >
          {t('admin.webhooks.remove')}
        </Button>
      </div>
      <Switch>
        <Match when={asked() === 'replace'}>
          <ReplaceSecret of={props.webhook} onClose={close} />
        </Match>
        <Match when={asked() === 'disable'}>
          <DisableWebhook of={props.webhook} onClose={close} />
        </Match>
        <Match when={asked() === 'remove'}>
          <RemoveWebhook of={props.webhook} onClose={close} />
        </Match>
      </Switch>
    </>
  );
}

function SendTest(props: { webhook: Webhook }) {
  const refresh = useRefreshWebhooks();
  const send = useMutation(() => ({
    mutationFn: () => trpc.admin.webhooks.sendTest.mutate({ webhookId: props.webhook.webhookId }),
    onSuccess: async () => {
      toast(t('admin.webhooks.tested'));
      await refresh();
    },
  }));
  return (
    <>
      <Button
        size="small"
        busy={send.isPending}
        aria-label={t('admin.webhooks.testLabel', { url: props.webhook.name })}
        onClick={() => send.mutate()}
      >
        {t('admin.webhooks.test')}
      </Button>
      <FormFailure text={send.isError ? failureOf(send.error).text : undefined} />
    </>
  );
}

function Enable(props: { webhook: Webhook }) {
  const refresh = useRefreshWebhooks();
  const enable = useMutation(() => ({
    mutationFn: () =>
      trpc.admin.webhooks.setActive.mutate({ webhookId: props.webhook.webhookId, active: true }),
    onSuccess: async () => {
      toast(t('admin.webhooks.enabled'));
      await refresh();
    },
  }));
  return (
    <>
      <Button
        size="small"
        busy={enable.isPending}
        aria-label={t('admin.webhooks.enableLabel', { url: props.webhook.name })}
        onClick={() => enable.mutate()}
      >
        {t('admin.webhooks.enable')}
      </Button>
      <FormFailure text={enable.isError ? failureOf(enable.error).text : undefined} />
    </>
  );
}
