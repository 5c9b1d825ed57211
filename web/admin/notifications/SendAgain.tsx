import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { t } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { failureOf } from '../../ui/failure.ts';
import { toast } from '../../ui/Toast.tsx';

/** Makes an undelivered message due at once. Afterwards the pages that show its state ask again. */
export function SendAgain(props: { messageId: string; what: string }) {
  const queries = useQueryClient();
  const send = useMutation(() => ({
    mutationFn: () => trpc.admin.mail.sendAgain.mutate({ messageId: props.messageId }),
    onSuccess: () => toast(t('admin.undelivered.sentAgain')),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['admin', 'mail'] }),
        queries.invalidateQueries({ queryKey: ['admin', 'requests'] }),
      ]),
  }));
  return (
    <>
      <Button
        size="small"
        busy={send.isPending}
        aria-label={t('admin.undelivered.sendAgainOf', { what: props.what })}
        onClick={() => send.mutate()}
      >
        {t('admin.undelivered.sendAgain')}
      </Button>
      <FormFailure text={send.isError ? failureOf(send.error).text : undefined} />
    </>
  );
}
