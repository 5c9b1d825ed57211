import { createSignal, createUniqueId, For, Show } from 'solid-js';
import { EVENTS, type WebhookEvent } from '../../../server/webhooks/rules.ts';
import { CreateWebhook } from '../../../server/webhooks/schema.ts';
import { formatNames, t } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Choice.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { moveFocusTo } from '../../ui/focus.ts';
import { createForm, readForm } from '../../ui/form.ts';
import { NewSecret } from './NewSecret.tsx';
import { useRefreshWebhooks } from './webhooks.ts';

type Made = { url: string; secret: string };

/** Adds a webhook, then shows its secret once. Only this component holds it: no cache, no storage, no address. */
export function AddWebhook(props: { open: boolean; hosts: string[]; onClose: () => void }) {
  const [made, setMade] = createSignal<Made>();
  const close = () => {
    setMade(undefined);
    props.onClose();
    // The button of an empty list is gone.
    moveFocusTo();
  };
  return (
    <Show when={props.open}>
      <Show when={made()} fallback={<AddDialog hosts={props.hosts} onClose={close} onMade={setMade} />}>
        {(one) => <NewSecret {...one()} onClose={close} />}
      </Show>
    </Show>
  );
}

function createAddition(onMade: (made: Made) => void) {
  const refresh = useRefreshWebhooks();
  const [events, setEvents] = createSignal<readonly WebhookEvent[]>([]);
  const form = createForm({
    schema: CreateWebhook,
    messages: { url: t('admin.webhooks.urlMissing'), events: t('admin.webhooks.eventsMissing') },
    read: (element) => ({ url: (readForm(element).url ?? '').trim(), events: events() }),
    send: async (input) => {
      const { secret } = await trpc.admin.webhooks.create.mutate(input);
      onMade({ url: input.url, secret });
      await refresh();
    },
  });
  const tick = (event: WebhookEvent, ticked: boolean) =>
    setEvents((all) => (ticked ? [...all, event] : all.filter((one) => one !== event)));
  return { ...form, events, tick };
}

type AdditionForm = ReturnType<typeof createAddition>;

function AddDialog(props: { hosts: string[]; onClose: () => void; onMade: (made: Made) => void }) {
  const id = createUniqueId();
  const form = createAddition((made) => props.onMade(made));
  return (
    <Dialog
      open
      title={t('admin.webhooks.addTitle')}
      onClose={props.onClose}
      actions={
        <>
          <Button onClick={() => props.onClose()}>{t('common.cancel')}</Button>
          <Button type="submit" form={id} tone="primary" busy={form.busy()}>
            {t('admin.webhooks.addSend')}
          </Button>
        </>
      }
    >
      <form class="stack" id={id} novalidate autocomplete="off" onSubmit={(event) => form.submit(event)}>
        <Field
          label={t('admin.webhooks.url')}
          hint={t('admin.webhooks.urlHint', { hosts: formatNames(props.hosts) })}
          error={form.error('url')}
          name="url"
          type="url"
          maxlength={500}
          dir="ltr"
          spellcheck={false}
        />
        <Events form={form} />
        <FormFailure text={form.failure()} />
      </form>
    </Dialog>
  );
}

function Events(props: { form: AdditionForm }) {
  const problemId = createUniqueId();
  return (
    <fieldset class="choice" aria-describedby={props.form.error('events') ? problemId : undefined}>
      <legend>{t('admin.webhooks.eventsLegend')}</legend>
      <For each={EVENTS}>
        {(event) => (
          <Checkbox
            name="events"
            label={t(`admin.webhooks.events.${event}`)}
            text={t(`admin.webhooks.happens.${event}`)}
            checked={props.form.events().includes(event)}
            onChange={(ticked) => props.form.tick(event, ticked)}
          />
        )}
      </For>
      <Show when={props.form.error('events')}>
        <p class="field-error" id={problemId}>
          {props.form.error('events')}
        </p>
      </Show>
    </fieldset>
  );
}
