import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, createUniqueId, For, Show } from 'solid-js';
import * as v from 'valibot';
import { AddToBlacklist as Addition, BlacklistKind } from '../../server/blacklist/schema.ts';
import { t } from '../i18n.ts';
import { trpc } from '../trpc.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Field, Select } from '../ui/Field.tsx';
import { FormFailure } from '../ui/FormFailure.tsx';
import { createForm } from '../ui/form.ts';
import { toast } from '../ui/Toast.tsx';

const kinds = BlacklistKind.options;
const reasons = ['fraud', 'abuse', 'erasure', 'other'] as const;

/** Adds a value by hand. It is sent once, hashed by the server, and kept nowhere. */
export function AddToBlacklist(props: { open: boolean; onClose: () => void }) {
  return (
    <Show when={props.open}>
      <AddDialog onClose={props.onClose} />
    </Show>
  );
}

function createAddition(kind: () => BlacklistKind, onAdded: () => void) {
  const queries = useQueryClient();
  return createForm({
    schema: Addition,
    messages: {
      get value() {
        const chosen = kind();
        return chosen === 'person' ? undefined : t(`admin.entries.wrong.${chosen}`);
      },
      fullName: t('admin.entries.wrong.person'),
      birthDate: t('admin.entries.wrong.birthDate'),
    },
    send: async (input) => {
      await trpc.admin.blacklist.add.mutate(input);
      toast(t('admin.entries.addedToast'));
      onAdded();
      await queries.invalidateQueries({ queryKey: ['admin', 'blacklist'] });
    },
  });
}

function AddDialog(props: { onClose: () => void }) {
  const id = createUniqueId();
  const [kind, setKind] = createSignal<BlacklistKind>('email');
  const form = createAddition(kind, () => props.onClose());
  return (
    <Dialog
      open
      title={t('admin.entries.addTitle')}
      onClose={props.onClose}
      actions={
        <>
          <Button onClick={() => props.onClose()}>{t('common.cancel')}</Button>
          <Button type="submit" form={id} tone="primary" busy={form.busy()}>
            {t('admin.entries.addSend')}
          </Button>
        </>
      }
    >
      <form class="stack" id={id} novalidate autocomplete="off" onSubmit={(event) => form.submit(event)}>
        <p class="muted">{t('admin.entries.addNote')}</p>
        <Select
          label={t('admin.entries.kind')}
          name="kind"
          value={kind()}
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            if (v.is(BlacklistKind, chosen)) setKind(chosen);
          }}
        >
          <For each={kinds}>
            {(value) => <option value={value}>{t(`admin.entries.kinds.${value}`)}</option>}
          </For>
        </Select>
        <Values kind={kind()} error={form.error} />
        <Select label={t('admin.entries.reason')} name="reason" error={form.error('reason')}>
          <For each={reasons}>
            {(value) => <option value={value}>{t(`admin.entries.reasons.${value}`)}</option>}
          </For>
        </Select>
        <FormFailure text={form.failure()} />
      </form>
    </Dialog>
  );
}

const types = { email: 'email', phone: 'tel', company_number: 'text' } as const;

/** What has to be typed for a kind. */
function Values(props: { kind: BlacklistKind; error: (field: string) => string | undefined }) {
  const single = () => (props.kind === 'person' ? undefined : props.kind);
  return (
    <Show
      when={single()}
      keyed
      fallback={
        <div class="fields">
          <Field label={t('admin.entries.fullName')} name="fullName" error={props.error('fullName')} />
          <Field
            label={t('admin.entries.birthDate')}
            name="birthDate"
            type="date"
            error={props.error('birthDate')}
          />
        </div>
      }
    >
      {(kind) => (
        <Field
          label={t(`admin.entries.value.${kind}`)}
          name="value"
          type={types[kind]}
          error={props.error('value')}
        />
      )}
    </Show>
  );
}
