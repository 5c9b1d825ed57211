import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { For, Show } from 'solid-js';
import { hasRight } from '../../../server/team/rules.ts';
import { t } from '../../i18n.ts';
import { meQuery } from '../../queries.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Field.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { failureOf } from '../../ui/failure.ts';
import { useQuery } from '../../ui/query.ts';
import { toast } from '../../ui/Toast.tsx';
import { may } from '../rights.ts';
import { everyMemberQuery, nameOf } from '../team/team.ts';
import { refreshRequests } from './pending.ts';

type Request = Outputs['admin']['requests']['get'];

/** Who looks after a request. Whoever may decide takes it over, gives it back, or assigns it to another. */
export function Assignment(props: { request: Request }) {
  const name = () => props.request.assignedTo ?? t('admin.assignment.nobody');
  return (
    <div class="stack gap-2">
      <bdi>{props.request.isMine ? t('admin.assignment.me', { name: name() }) : name()}</bdi>
      <Show when={may('decide') && props.request.status === 'pending'}>
        <ChangeAssignment request={props.request} />
      </Show>
    </div>
  );
}

function ChangeAssignment(props: { request: Request }) {
  const queries = useQueryClient();
  const me = useQuery(() => meQuery);
  const members = useQuery(() => everyMemberQuery);
  const ownId = () => (me.data?.role === 'admin' ? me.data.adminId : null);
  const others = () =>
    (members.data ?? []).filter(({ adminId, role }) => hasRight(role, 'decide') && adminId !== ownId());
  const assign = useMutation(() => ({
    mutationFn: (adminId: string | null) =>
      trpc.admin.requests.assign.mutate({ requestId: props.request.requestId, adminId }),
    onSuccess: () => {
      toast(t('admin.assignment.done'));
      return refreshRequests(queries);
    },
  }));
  return (
    <>
      <div class="row">
        <Show when={!props.request.isMine}>
          <Button size="small" busy={assign.isPending} onClick={() => assign.mutate(ownId())}>
            {t('admin.assignment.takeOver')}
          </Button>
        </Show>
        <Show when={props.request.assignedTo !== null}>
          <Button size="small" busy={assign.isPending} onClick={() => assign.mutate(null)}>
            {t('admin.assignment.giveBack')}
          </Button>
        </Show>
      </div>
      <Show when={others().length > 0}>
        <Select
          label={t('admin.assignment.assign')}
          name="assignee"
          value=""
          onChange={(event) => event.currentTarget.value && assign.mutate(event.currentTarget.value)}
        >
          <option value="" selected>
            …
          </option>
          <For each={others()}>{(member) => <option value={member.adminId}>{nameOf(member)}</option>}</For>
        </Select>
      </Show>
      <FormFailure text={assign.isError ? failureOf(assign.error).text : undefined} />
    </>
  );
}
