import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { createSignal, Show } from 'solid-js';
import { hasRight, type Role } from '../../../server/team/rules.ts';
import { t } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { failureOf } from '../../ui/failure.ts';
import { moveFocusTo, rememberRow } from '../../ui/focus.ts';
import { toast } from '../../ui/Toast.tsx';
import { MadeBy } from './MadeBy.tsx';
import { NobodyApprovesThen } from './NobodyApproves.tsx';
import { type Member, membersKey, nameOf, roleOptions } from './team.ts';

/** Says what each role may do, then gives a member another one. */
export function ChangeRole(props: { of: Member; isOwn: boolean; onClose: () => void }) {
  const queries = useQueryClient();
  const row = rememberRow();
  const [role, setRole] = createSignal<Role>(props.of.role);
  const name = () => nameOf(props.of);
  const change = useMutation(() => ({
    mutationFn: () => trpc.admin.team.changeRole.mutate({ adminId: props.of.adminId, role: role() }),
    onSuccess: async () => {
      toast(t('admin.team.changed', { name: name(), role: t(`admin.team.roles.${role()}`) }));
      props.onClose();
      await queries.invalidateQueries({ queryKey: membersKey });
      moveFocusTo(row);
    },
  }));
  return (
    <Dialog
      open
      title={t('admin.team.changeTitle', { name: name() })}
      onClose={() => props.onClose()}
      actions={
        <>
          <Button onClick={() => props.onClose()}>{t('common.cancel')}</Button>
          <Button
            tone="primary"
            disabled={role() === props.of.role}
            busy={change.isPending}
            onClick={() => change.mutate()}
          >
            {t('admin.team.changeSend')}
          </Button>
        </>
      }
    >
      <div class="stack">
        <Choice<Role>
          legend={t('admin.team.role')}
          name="role"
          value={role()}
          onChange={setRole}
          options={roleOptions}
        />
        <p class="muted">
          {props.isOwn ? t('admin.team.changeOwn') : t('admin.team.changeText', { name: name() })}
        </p>
        <NobodyApprovesThen of={props.of} to={role()} />
        <Show when={hasRight(props.of.role, 'keys') && !hasRight(role(), 'keys')}>
          <MadeBy of={props.of} />
        </Show>
        <FormFailure text={change.isError ? failureOf(change.error).text : undefined} />
      </div>
    </Dialog>
  );
}
