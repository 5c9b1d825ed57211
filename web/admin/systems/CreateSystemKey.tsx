import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, createUniqueId, For, Show } from 'solid-js';
import { CreateSystemKeyInput as Creation, isReading, Scope } from '../../../server/systems/keys/schema.ts';
import { timeZone } from '../../calendar.ts';
import { t } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Choice.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field, Select } from '../../ui/Field.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { createForm, readForm } from '../../ui/form.ts';
import { type Expiry, expiresAt, expiries } from './expiry.ts';
import { type NewKey, NewSystemKey } from './NewSystemKey.tsx';

/** Creates a key, then shows it once. Only this component holds it: no cache, no storage, no address. */
export function CreateSystemKey(props: { open: boolean; onClose: () => void }) {
  const [made, setMade] = createSignal<NewKey>();
  const close = () => {
    setMade(undefined);
    props.onClose();
  };
  return (
    <Show when={props.open}>
      <Show when={made()} fallback={<CreateDialog onClose={close} onMade={setMade} />}>
        {(key) => <NewSystemKey made={key()} onClose={close} />}
      </Show>
    </Show>
  );
}

function createCreation(onMade: (made: NewKey) => void) {
  const queries = useQueryClient();
  const [scopes, setScopes] = createSignal<readonly Scope[]>([]);
  const [expiry, setExpiry] = createSignal<Expiry>('none');
  const form = createForm({
    schema: Creation,
    messages: {
      name: t('admin.keys.nameMissing'),
      scopes: t('admin.keys.scopesMissing'),
      expiresAt: t('admin.keys.expiryWrong'),
    },
    read: (element) => {
      const { name, expiresAt: day } = readForm(element);
      return { name, scopes: scopes(), ...expiresAt(expiry(), day ?? '', timeZone()) };
    },
    send: async (input) => {
      const { name, key } = await trpc.admin.systemKeys.create.mutate(input);
      onMade({ name, key });
      await queries.invalidateQueries({ queryKey: ['admin', 'systemKeys'] });
    },
  });
  const tick = (scope: Scope, ticked: boolean) =>
    setScopes((all) => (ticked ? [...all, scope] : all.filter((one) => one !== scope)));
  return { ...form, problemId: createUniqueId(), scopes, tick, expiry, setExpiry };
}

type CreationForm = ReturnType<typeof createCreation>;

function CreateDialog(props: { onClose: () => void; onMade: (made: NewKey) => void }) {
  const id = createUniqueId();
  const form = createCreation((made) => props.onMade(made));
  return (
    <Dialog
      open
      title={t('admin.keys.createTitle')}
      onClose={props.onClose}
      actions={
        <>
          <Button onClick={() => props.onClose()}>{t('common.cancel')}</Button>
          <Button type="submit" form={id} tone="primary" busy={form.busy()}>
            {t('admin.keys.createSend')}
          </Button>
        </>
      }
    >
      <form class="stack" id={id} novalidate autocomplete="off" onSubmit={(event) => form.submit(event)}>
        <Field
          label={t('admin.keys.name')}
          hint={t('admin.keys.nameHint')}
          error={form.error('name')}
          name="name"
          maxlength={60}
        />
        <ScopesProblem form={form} />
        <Scopes
          form={form}
          legend={t('admin.keys.scopesLegend')}
          scopes={Scope.options.filter((scope) => !isReading(scope))}
        />
        <Scopes
          form={form}
          legend={t('admin.keys.readingLegend')}
          hint={t('admin.keys.readingHint')}
          scopes={Scope.options.filter(isReading)}
        />
        <ExpiryFields form={form} />
        <FormFailure text={form.failure()} />
      </form>
    </Dialog>
  );
}

interface ScopesProps {
  form: CreationForm;
  legend: string;
  hint?: string;
  scopes: Scope[];
}

function Scopes(props: ScopesProps) {
  return (
    <fieldset class="choice" aria-describedby={props.form.error('scopes') ? props.form.problemId : undefined}>
      <legend>{props.legend}</legend>
      <Show when={props.hint}>
        <p class="small">{props.hint}</p>
      </Show>
      <For each={props.scopes}>
        {(scope) => (
          <Checkbox
            name="scopes"
            label={t(`admin.keys.scopes.${scope}.label`)}
            text={t(`admin.keys.scopes.${scope}.text`)}
            checked={props.form.scopes().includes(scope)}
            onChange={(ticked) => props.form.tick(scope, ticked)}
          />
        )}
      </For>
    </fieldset>
  );
}

/** One problem for both groups: nothing is ticked, or things of both. */
function ScopesProblem(props: { form: CreationForm }) {
  const text = () =>
    props.form.scopes().length > 0 ? t('admin.keys.readingAlone') : t('admin.keys.scopesMissing');
  return (
    <Show when={props.form.error('scopes')}>
      <p class="field-error" id={props.form.problemId}>
        {text()}
      </p>
    </Show>
  );
}

function ExpiryFields(props: { form: CreationForm }) {
  return (
    <div class="fields">
      <Select
        label={t('admin.keys.expiry')}
        name="expiry"
        onChange={(event) =>
          props.form.setExpiry(expiries.find((one) => one === event.currentTarget.value) ?? 'none')
        }
      >
        <For each={expiries}>{(one) => <option value={one}>{t(`admin.keys.expiries.${one}`)}</option>}</For>
      </Select>
      <Show when={props.form.expiry() === 'date'}>
        <Field
          label={t('admin.keys.expiryDate')}
          error={props.form.error('expiresAt')}
          name="expiresAt"
          type="date"
        />
      </Show>
    </div>
  );
}
