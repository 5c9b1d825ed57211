import { useNavigate, useParams } from '@solidjs/router';
import { useMutation } from '@tanstack/solid-query';
import { t } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { moveFocusTo } from '../../ui/focus.ts';
import { toast } from '../../ui/Toast.tsx';
import { type Match, pairOf, type Side, useRefreshPeople } from './matches.ts';

export const nameOf = ({ fullName, number }: Side) => fullName ?? t('admin.list.one', { number });
const fullNameOf = (side: Side) => t('admin.matches.one', { name: nameOf(side), number: side.number });

/** Says what joining two clients means, then joins them. */
export function JoinClients(props: { match: Match; onClose: () => void }) {
  const refresh = useRefreshPeople();
  const navigate = useNavigate();
  const params = useParams<{ customerId?: string }>();
  const kept = () => props.match.sides[0];
  const other = () => props.match.sides[1];
  const join = useMutation(() => ({
    mutationFn: () => trpc.admin.matches.join.mutate(pairOf(props.match)),
    onSuccess: async ({ customerId, number }) => {
      const wasHere = params.customerId !== undefined && params.customerId !== customerId;
      toast(t('admin.matches.joined', { number }));
      props.onClose();
      if (wasHere) navigate(`/admin/clients/${customerId}`, { replace: true });
      await refresh();
      moveFocusTo();
    },
  }));
  return (
    <ConfirmDialog
      title={t('admin.matches.joinTitle')}
      mutation={join}
      action={t('admin.matches.joinSend', { number: kept().number })}
      onClose={() => props.onClose()}
    >
      <p>{t('admin.matches.joinText', { kept: fullNameOf(kept()), other: fullNameOf(other()) })}</p>
      <p>{t('admin.matches.joinValues', { kept: nameOf(kept()) })}</p>
      <p>{t('admin.matches.joinEnd', { number: other().number })}</p>
    </ConfirmDialog>
  );
}
