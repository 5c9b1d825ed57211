import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { t } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { moveFocusTo } from '../../ui/focus.ts';
import { toast } from '../../ui/Toast.tsx';
import { deviceName, placeOf, type Session, sessionsKey } from './sessions.ts';

/** Ends sessions, then shows what is left. */
function createEnding(end: () => Promise<unknown>, done: () => string, close: () => void) {
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: sessionsKey });
  return useMutation(() => ({
    mutationFn: end,
    // It may have ended meanwhile: the list shows it.
    onError: refresh,
    onSuccess: async () => {
      toast(done());
      close();
      await refresh();
      moveFocusTo(() => document.getElementById('sessions'));
    },
  }));
}

export function EndSession(props: { of: Session; onClose: () => void }) {
  const ending = createEnding(
    () => trpc.account.sessions.end.mutate({ sessionId: props.of.sessionId }),
    () => t('account.sessions.ended'),
    () => props.onClose(),
  );
  return (
    <ConfirmDialog
      title={t('account.sessions.endTitle')}
      mutation={ending}
      action={t('account.sessions.endSend')}
      onClose={() => props.onClose()}
    >
      <p>{t('account.sessions.endText', { device: deviceName(props.of), address: placeOf(props.of) })}</p>
    </ConfirmDialog>
  );
}

export function EndOtherSessions(props: { onClose: () => void }) {
  const ending = createEnding(
    () => trpc.account.sessions.endOthers.mutate({}),
    () => t('account.sessions.othersEnded'),
    () => props.onClose(),
  );
  return (
    <ConfirmDialog
      title={t('account.sessions.othersTitle')}
      mutation={ending}
      action={t('account.sessions.othersSend')}
      onClose={() => props.onClose()}
    >
      <p>{t('account.sessions.othersText')}</p>
    </ConfirmDialog>
  );
}
