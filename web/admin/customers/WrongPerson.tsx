import ArrowRightLeft from 'lucide-solid/icons/arrow-right-left';
import { createSignal, createUniqueId, Show } from 'solid-js';
import * as v from 'valibot';
import { MoveRecord } from '../../../server/customers/record-schema.ts';
import { t } from '../../i18n.ts';
import { type Inputs, trpc } from '../../trpc.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { moveFocusTo } from '../../ui/focus.ts';
import { createForm, readForm } from '../../ui/form.ts';
import { toast } from '../../ui/Toast.tsx';
import { useRefreshPeople } from '../matches/matches.ts';

type RecordRef = Inputs['admin']['customers']['removeRecord'];
interface Props {
  record: RecordRef;
  /** The name of the record, as the page shows it. */
  name: string;
  client: string;
}
type Action = 'move' | 'remove';

const What = v.variant('action', [
  v.strictObject({ action: v.literal('move'), toNumber: MoveRecord.entries.toNumber }),
  v.strictObject({ action: v.literal('remove') }),
]);

/** Moves or removes a record that a connected system sent under the wrong person. */
export function WrongPerson(props: Props) {
  const [open, setOpen] = createSignal(false);
  return (
    <>
      <IconButton
        label={t('admin.wrongPerson.open', { name: props.name })}
        icon={<ArrowRightLeft size={18} />}
        onClick={() => setOpen(true)}
      />
      <Show when={open()}>
        <Ask {...props} onClose={() => setOpen(false)} />
      </Show>
    </>
  );
}

function createWrongPersonForm(props: Props & { onClose: () => void }) {
  const refresh = useRefreshPeople();
  const [action, setAction] = createSignal<Action>();
  const form = createForm({
    schema: What,
    messages: { toNumber: t('admin.wrongPerson.numberWrong'), action: t('admin.wrongPerson.choose') },
    read: (element) => {
      const typed = readForm(element, 'missing')['toNumber'];
      return { action: action(), ...(action() === 'move' && { toNumber: typed && Number(typed) }) };
    },
    send: async (what) => {
      if (what.action === 'remove') await trpc.admin.customers.removeRecord.mutate(props.record);
      else await trpc.admin.customers.moveRecord.mutate({ ...props.record, toNumber: what.toNumber });
      toast(t(what.action === 'remove' ? 'admin.wrongPerson.removed' : 'admin.wrongPerson.moved'));
      props.onClose();
      await refresh();
      moveFocusTo();
    },
  });
  return { form, action, setAction };
}

function Ask(props: Props & { onClose: () => void }) {
  const id = createUniqueId();
  const { form, action, setAction } = createWrongPersonForm(props);
  const option = (value: Action) => ({
    value,
    label: t(`admin.wrongPerson.${value}`),
    text: t(`admin.wrongPerson.${value}Text`),
  });
  return (
    <Dialog
      open
      title={t('admin.wrongPerson.title')}
      onClose={props.onClose}
      actions={
        <>
          <Button onClick={() => props.onClose()}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            form={id}
            tone={action() === 'remove' ? 'danger' : 'primary'}
            busy={form.busy()}
          >
            {t(action() === 'remove' ? 'admin.wrongPerson.sendRemove' : 'admin.wrongPerson.sendMove')}
          </Button>
        </>
      }
    >
      <form class="stack" id={id} novalidate autocomplete="off" onSubmit={(event) => form.submit(event)}>
        <p>{t('admin.wrongPerson.lead', { name: props.name, client: props.client })}</p>
        <Choice<Action>
          legend={t('admin.wrongPerson.legend')}
          name="action"
          value={action()}
          onChange={(chosen) => {
            setAction(chosen);
            form.unmark();
          }}
          error={form.error('action')}
          options={[option('move'), option('remove')]}
        />
        <Show when={action() === 'move'}>
          <Field
            label={t('admin.wrongPerson.number')}
            hint={t('admin.wrongPerson.numberHint')}
            name="toNumber"
            inputmode="numeric"
            error={form.error('toNumber')}
          />
        </Show>
        <FormFailure text={form.failure()} />
      </form>
    </Dialog>
  );
}
