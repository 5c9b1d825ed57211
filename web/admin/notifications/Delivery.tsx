import { useMutation } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import { t, tn } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { Bubble } from '../../ui/Bubble.tsx';
import { Button, ButtonLink } from '../../ui/Button.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { failureOf } from '../../ui/failure.ts';
import { useQuery } from '../../ui/query.ts';
import { may } from '../rights.ts';
import { reasonOf } from './delivery-reason.ts';
import { createMailboxCheck, InMailbox } from './InMailbox.tsx';
import './delivery.css';

type State = NonNullable<Outputs['admin']['mail']['testState']>;

const everySeconds = 2;

/** Who takes the mail, and whether it does: an admin sends a message to the own address. */
export function Delivery() {
  const delivery = useQuery(() => ({
    queryKey: ['admin', 'mail'],
    queryFn: () => trpc.admin.mail.get.query({}),
  }));
  const provider = () => delivery.data?.provider ?? (delivery.isSuccess ? 'none' : 'unknown');
  const isInMailbox = createMailboxCheck();
  const send = useMutation(() => ({ mutationFn: () => trpc.admin.mail.sendTest.mutate({}) }));
  return (
    <section class="delivery" aria-label={t('admin.delivery.title')}>
      <Show when={isInMailbox()} fallback={<p>{t(`admin.delivery.by.${provider()}`)}</p>}>
        <InMailbox />
      </Show>
      <Show when={may('settings') && delivery.data?.provider !== null}>
        <Button size="small" busy={send.isPending} onClick={() => send.mutate()}>
          {t('admin.delivery.send')}
        </Button>
      </Show>
      <ButtonLink size="small" href="/admin/templates/undelivered">
        {t('admin.delivery.undelivered')}{' '}
        <Bubble
          count={delivery.data?.undelivered ?? 0}
          words={tn('admin.delivery.undeliveredCount', delivery.data?.undelivered ?? 0)}
        />
      </ButtonLink>
      <div role="status">
        <Show when={send.data?.messageId}>{(messageId) => <TestState messageId={messageId()} />}</Show>
      </div>
      <FormFailure text={send.isError ? failureOf(send.error).text : undefined} />
    </section>
  );
}

/** Asks until the message is sent or given up. */
function TestState(props: { messageId: string }) {
  const query = useQuery(() => ({
    queryKey: ['admin', 'mail', 'test', props.messageId],
    queryFn: () => trpc.admin.mail.testState.query({ messageId: props.messageId }),
    refetchInterval: ({ state }: { state: { data: State | null | undefined } }) =>
      (state.data?.status ?? 'queued') === 'queued' && everySeconds * 1000,
  }));
  return <p class="small">{wordsFor(query.data)}</p>;
}

function wordsFor(state: State | null | undefined): string {
  if (state?.status === 'sent') return t('admin.delivery.sent');
  if (!state?.code) return t('admin.delivery.waits');
  const reason = { reason: reasonOf(state.code) };
  return state.status === 'failed' ? t('admin.delivery.failed', reason) : t('admin.delivery.again', reason);
}
