import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, For, Show } from 'solid-js';
import { CreateRequest, type RequestType } from '../../../server/requests/schema.ts';
import { t, tn } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { TextArea } from '../../ui/Field.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { moveFocusTo } from '../../ui/focus.ts';
import { createForm, readForm } from '../../ui/form.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { useQuery } from '../../ui/query.ts';
import { toast } from '../../ui/Toast.tsx';
import { ownQuery, refreshOwnRequests, standingQuery } from '../queries.ts';
import { type StandingData, StillOpen } from './StillOpen.tsx';

const kept = {
  removal: ['accountability', 'systems', 'blacklist', 'backups'],
  anonymization: ['books', 'accountability', 'traces', 'systems', 'blacklist', 'backups'],
} as const satisfies Record<RequestType, readonly string[]>;

/** Shown only once it can say who would decide, and which services and invoices are open. */
export function RequestForm() {
  const own = useQuery(() => ownQuery);
  const standing = useQuery(() => standingQuery);
  return (
    <Loaded query={standing}>
      {(open) => (
        <Loaded query={own}>
          {(known) => <Form automaticDays={known().automaticDays} standing={open()} />}
        </Loaded>
      )}
    </Loaded>
  );
}

function Form(props: { automaticDays: number | null; standing: StandingData }) {
  const queries = useQueryClient();
  const [type, setType] = createSignal<RequestType>();
  const form = createForm({
    schema: CreateRequest,
    messages: { type: t('customer.removal.chooseOne') },
    read: (element) => readForm(element, 'missing'),
    send: async (value) => {
      await trpc.customer.requests.create.mutate(value).finally(() =>
        // Also after a refusal: another tab may have sent a request.
        refreshOwnRequests(queries).then(() =>
          moveFocusTo(() => document.getElementById('data-removal-request')),
        ),
      );
      toast(t('customer.removal.sent'));
    },
  });
  return (
    <form class="stack" novalidate onSubmit={form.submit}>
      <StillOpen standing={props.standing} />
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
      <WhoDecides automaticDays={props.automaticDays} />
      <FormFailure text={form.failure()} />
      <div class="row">
        <Button type="submit" tone="primary" busy={form.busy()}>
          {t(`customer.removal.ask.${type() ?? 'either'}`)}
        </Button>
      </div>
    </form>
  );
}

function WhoDecides(props: { automaticDays: number | null }) {
  return (
    <Show
      when={props.automaticDays}
      fallback={
        <p class="muted">
          {t('customer.removal.person')} {t('customer.removal.howLong')}
        </p>
      }
    >
      {(days) => <p>{tn('customer.removal.automatic', days())}</p>}
    </Show>
  );
}
