import { useNavigate } from '@solidjs/router';
import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, createUniqueId } from 'solid-js';
import { latestToday } from '../../../server/calendar/rules.ts';
import { EnterRequestInput as Entered, type RequestType } from '../../../server/requests/schema.ts';
import { t } from '../../i18n.ts';
import { Refusal } from '../../refusal.ts';
import { type Inputs, trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field, TextArea } from '../../ui/Field.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { failureOf } from '../../ui/failure.ts';
import { createForm, readForm } from '../../ui/form.ts';
import { toast } from '../../ui/Toast.tsx';
import { requestTypes } from '../words.tsx';
import { refreshRequests } from './pending.ts';

/** The catalog's text addresses the customer. An admin reads one about the client. */
const enter = (input: Inputs['admin']['requests']['create']) =>
  trpc.admin.requests.create.mutate(input).catch((error: unknown) => {
    if (failureOf(error).kind !== 'request_already_pending') throw error;
    throw new Refusal('client_has_request');
  });

/** `client`: who it is, where the page does not say. */
type Props = { customerId: string; client?: string; onClose: () => void };

function createEntering(props: Props) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [type, setType] = createSignal<RequestType>();
  const form = createForm({
    schema: Entered,
    messages: { type: t('admin.client.enterChoose') },
    read: (element) => ({ ...readForm(element, 'missing'), customerId: props.customerId }),
    send: async (input) => {
      const { requestId } = await enter(input);
      props.onClose();
      toast(t('admin.client.entered'));
      navigate(`/admin/requests/${requestId}`);
      await refreshRequests(queries);
    },
  });
  return { form, type, setType };
}

/** Enters a request that came by letter, phone or e-mail. */
export function EnterRequest(props: Props) {
  const id = createUniqueId();
  const { form, type, setType } = createEntering(props);
  return (
    <Dialog
      open
      title={
        props.client === undefined
          ? t('admin.client.enterTitle')
          : t('admin.client.enterTitleFor', { client: props.client })
      }
      onClose={props.onClose}
      actions={
        <>
          <Button onClick={() => props.onClose()}>{t('common.cancel')}</Button>
          <Button type="submit" form={id} tone="primary" busy={form.busy()}>
            {t('admin.client.enterSend')}
          </Button>
        </>
      }
    >
      <form class="stack" id={id} novalidate onSubmit={(event) => form.submit(event)}>
        <p class="muted">{t('admin.client.enterLead')}</p>
        <Choice<RequestType>
          legend={t('admin.client.enterType')}
          name="type"
          value={type()}
          onChange={setType}
          error={form.error('type')}
          options={requestTypes.map((value) => ({
            value,
            label: t(`admin.client.${value}`),
            text: t(`admin.client.${value}Text`),
          }))}
        />
        <Field
          label={t('admin.client.enterReceived')}
          hint={t('admin.client.enterReceivedHint')}
          optional={t('common.optional')}
          error={form.error('receivedOn')}
          name="receivedOn"
          type="date"
          max={latestToday()}
        />
        <TextArea
          label={t('admin.client.enterNote')}
          hint={t('admin.client.enterNoteHint')}
          optional={t('common.optional')}
          error={form.error('note')}
          name="note"
          maxlength={2000}
        />
        <FormFailure text={form.failure()} />
      </form>
    </Dialog>
  );
}
