import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, For } from 'solid-js';
import { CreateRequest, type RequestType } from '../../server/requests/schema.ts';
import { t } from '../i18n.ts';
import { trpc } from '../trpc.ts';
import { Button } from '../ui/Button.tsx';
import { Choice } from '../ui/Choice.tsx';
import { TextArea } from '../ui/Field.tsx';
import { FormFailure } from '../ui/FormFailure.tsx';
import { createForm, readForm } from '../ui/form.ts';
import { toast } from '../ui/Toast.tsx';
import { requestsQuery } from './queries.ts';

const kept = {
  removal: ['accountability', 'blacklist', 'backups'],
  anonymization: ['books', 'accountability', 'traces', 'blacklist', 'backups'],
} as const satisfies Record<RequestType, readonly string[]>;

export function RequestForm() {
  const queries = useQueryClient();
  const [type, setType] = createSignal<RequestType>();
  const form = createForm({
    schema: CreateRequest,
    messages: { type: t('customer.removal.chooseOne') },
    read: (element) => readForm(element, 'missing'),
    send: async (value) => {
      await trpc.customer.requests.create.mutate(value).finally(() =>
        // Also after a refusal: it may say that a request is open already, in another tab.
        queries.invalidateQueries({ queryKey: requestsQuery.queryKey }),
      );
      toast(t('customer.removal.sent'));
    },
  });
  return (
    <form class="stack" novalidate onSubmit={form.submit}>
      <Choice<RequestType>
        legend={t('customer.removal.choose')}
        name="type"
        value={type()}
        onChange={setType}
        error={form.error('type')}
        options={[
          { value: 'removal', label: t('customer.removal.removal'), text: t('customer.removal.removalText') },
          {
            value: 'anonymization',
            label: t('customer.removal.anonymization'),
            text: t('customer.removal.anonymizationText'),
          },
        ]}
      />
      <div>
        <h3>{t('customer.removal.keptTitle')}</h3>
        <ul class="points muted">
          <For each={kept[type() ?? 'removal']}>{(one) => <li>{t(`customer.removal.kept.${one}`)}</li>}</For>
        </ul>
      </div>
      <TextArea
        label={t('customer.removal.note')}
        optional={t('common.optional')}
        name="note"
        rows={3}
        hint={t('customer.removal.noteHint')}
        error={form.error('note')}
      />
      <p class="muted">{t('customer.removal.howLong')}</p>
      <FormFailure text={form.failure()} />
      <div class="row">
        <Button type="submit" tone="primary" busy={form.busy()}>
          {t(`customer.removal.ask.${type() ?? 'either'}`)}
        </Button>
      </div>
    </form>
  );
}
