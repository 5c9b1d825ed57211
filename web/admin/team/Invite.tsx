import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, createUniqueId } from 'solid-js';
import type { Role } from '../../../server/team/rules.ts';
import { InviteInput } from '../../../server/team/schema.ts';
import { t } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { createForm } from '../../ui/form.ts';
import { toast } from '../../ui/Toast.tsx';
import { createMailboxCheck, InMailbox } from '../notifications/InMailbox.tsx';
import { invitationsKey, roleOptions } from './team.ts';

type Props = { onClose: () => void };

function createInviting(props: Props) {
  const queries = useQueryClient();
  const isInMailbox = createMailboxCheck();
  const [role, setRole] = createSignal<Role>();
  const form = createForm({
    schema: InviteInput,
    messages: { role: t('admin.team.inviteChoose') },
    send: async (input) => {
      await trpc.admin.team.invite.mutate(input);
      props.onClose();
      toast(t(isInMailbox() ? 'admin.team.invitedHere' : 'admin.team.invited', { address: input.email }));
      await queries.invalidateQueries({ queryKey: invitationsKey });
    },
  });
  return { form, role, setRole };
}

/** Mails somebody a link to join the team, in the role that the owner chooses. */
export function Invite(props: Props) {
  const id = createUniqueId();
  const { form, role, setRole } = createInviting(props);
  return (
    <Dialog
      open
      title={t('admin.team.inviteTitle')}
      onClose={() => props.onClose()}
      actions={
        <>
          <Button onClick={() => props.onClose()}>{t('common.cancel')}</Button>
          <Button type="submit" form={id} tone="primary" busy={form.busy()}>
            {t('admin.team.inviteSend')}
          </Button>
        </>
      }
    >
      <form class="stack" id={id} novalidate autocomplete="off" onSubmit={(event) => form.submit(event)}>
        <InMailbox />
        <Field
          label={t('admin.team.inviteEmail')}
          hint={t('admin.team.inviteLead')}
          error={form.error('email')}
          name="email"
          type="email"
          autocomplete="off"
        />
        <Choice<Role>
          legend={t('admin.team.role')}
          name="role"
          value={role()}
          onChange={setRole}
          error={form.error('role')}
          options={roleOptions}
        />
        <FormFailure text={form.failure()} />
      </form>
    </Dialog>
  );
}
