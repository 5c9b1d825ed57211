import Plus from 'lucide-solid/icons/plus';
import WebhookIcon from 'lucide-solid/icons/webhook';
import { createSignal, For, type JSX, Show } from 'solid-js';
import { WEBHOOK_HOURS } from '../../../server/values/limits-and-periods.ts';
import { t } from '../../i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { AddWebhook } from './AddWebhook.tsx';
import { WebhookCard } from './WebhookCard.tsx';
import { createWebhooks, type Webhook } from './webhooks.ts';
import './webhooks.css';

/** Settings › Webhooks: the programs that Lethe calls, and what became of the messages to them. */
export default function Webhooks() {
  const [adding, setAdding] = createSignal(false);
  const query = createWebhooks();
  const hosts = () => query.data?.hosts ?? [];
  const add = () => (
    <Show when={hosts().length > 0}>
      <Button icon={<Plus size={18} />} onClick={() => setAdding(true)}>
        {t('admin.webhooks.add')}
      </Button>
    </Show>
  );
  return (
    <Page
      title={t('admin.webhooks.title')}
      crumbs={[t('admin.settings')]}
      lead={t('admin.webhooks.lead')}
      actions={add()}
    >
      <Loaded query={query} skeleton={<Waiting />}>
        {(data) => (
          <Show
            when={data().items.length > 0}
            fallback={<NoWebhooks hosts={hosts().length} action={add()} />}
          >
            <Listed items={data().items} hosts={hosts().length} />
          </Show>
        )}
      </Loaded>
      <AddWebhook open={adding()} hosts={hosts()} onClose={() => setAdding(false)} />
    </Page>
  );
}

/** By id, so that a card keeps what is open in it when the list is asked again. */
function Listed(props: { items: Webhook[]; hosts: number }) {
  const ids = () => props.items.map(({ webhookId }) => webhookId);
  return (
    <div class="stack">
      <Show when={props.hosts === 0}>
        <Notice tone="waits" title={t('admin.webhooks.noHostLeft')}>
          <p>{t('admin.webhooks.noHostLeftText', { hours: WEBHOOK_HOURS })}</p>
        </Notice>
      </Show>
      <ul class="stack webhooks" aria-label={t('admin.webhooks.listed')}>
        <For each={ids()}>
          {(id) => (
            <Show when={props.items.find(({ webhookId }) => webhookId === id)}>
              {(webhook) => (
                <li>
                  <WebhookCard webhook={webhook()} />
                </li>
              )}
            </Show>
          )}
        </For>
      </ul>
    </div>
  );
}

/** Without a listed host nothing can be added here: the next step is somebody else's. */
function NoWebhooks(props: { hosts: number; action: JSX.Element }) {
  const words = () => (props.hosts > 0 ? 'none' : 'noHost');
  return (
    <EmptyState
      icon={<WebhookIcon size={28} />}
      title={t(`admin.webhooks.${words()}`)}
      text={t(`admin.webhooks.${words()}Text`)}
      action={props.action}
    />
  );
}

function Waiting() {
  return (
    <div class="section">
      <Skeleton lines={6} />
    </div>
  );
}
