import { A } from '@solidjs/router';
import { useMutation } from '@tanstack/solid-query';
import { createSignal, Show } from 'solid-js';
import { formatZonedTime, t, tn } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { failureOf } from '../../ui/failure.ts';
import { moveFocusTo, rememberRow } from '../../ui/focus.ts';
import { PagedTable } from '../../ui/PagedTable.tsx';
import type { Column } from '../../ui/Table.tsx';
import { toast } from '../../ui/Toast.tsx';
import {
  createFailedMessages,
  type FailedMessage,
  useRefreshWebhooks,
  type Webhook,
  whyOf,
} from './webhooks.ts';

/** What was given up, folded until somebody looks. Nothing where nothing has failed. */
export function FailedMessages(props: { webhook: Webhook }) {
  const [open, setOpen] = createSignal(false);
  return (
    <Show when={props.webhook.failed > 0}>
      <details class="failed-messages" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{tn('admin.webhooks.failed', props.webhook.failed)}</summary>
        <Show when={open()}>
          <List webhookId={props.webhook.webhookId} />
        </Show>
      </details>
    </Show>
  );
}

const columnsWith = (resend: Column<FailedMessage>): Column<FailedMessage>[] => [
  { head: t('admin.webhooks.event'), main: true, cell: (row) => eventOf(row) },
  {
    head: t('admin.webhooks.about'),
    keep: true,
    cell: (row) => (
      <Show when={row.requestNumber} fallback={t('admin.webhooks.noRequest')}>
        {(number) => (
          <A href={`/admin/requests/${row.requestId}`}>{t('admin.webhooks.request', { number: number() })}</A>
        )}
      </Show>
    ),
  },
  { head: t('admin.webhooks.happened'), keep: true, cell: (row) => formatZonedTime(row.createdAt) },
  { head: t('admin.webhooks.lastAttempt'), cell: (row) => <LastAttempt of={row} /> },
  resend,
];

const eventOf = ({ event }: FailedMessage) => t(`admin.webhooks.events.${event}`);

function LastAttempt(props: { of: FailedMessage }) {
  return (
    <span>
      {whyOf(props.of.code ?? 'deadline')}
      <span class="second">
        {[
          ...(props.of.attemptedAt ? [formatZonedTime(props.of.attemptedAt)] : []),
          tn('admin.webhooks.attempts', props.of.attempts),
        ].join(', ')}
      </span>
    </span>
  );
}

function List(props: { webhookId: string }) {
  const query = createFailedMessages(() => props.webhookId);
  const refresh = useRefreshWebhooks();
  const resend = useMutation(() => ({
    mutationFn: ({ deliveryId }: FailedMessage) => trpc.admin.webhooks.resend.mutate({ deliveryId }),
    onMutate: rememberRow,
    onSuccess: async (_answer, _message, row) => {
      toast(t('admin.webhooks.resent'));
      await refresh();
      moveFocusTo(() => row() ?? document.getElementById(`webhook-${props.webhookId}`));
    },
  }));
  const columns = columnsWith({
    head: t('admin.webhooks.resend'),
    headUnseen: true,
    keep: true,
    cell: (row) => (
      <Button
        size="small"
        tone="quiet"
        busy={resend.isPending && resend.variables?.deliveryId === row.deliveryId}
        aria-label={t('admin.webhooks.resendLabel', {
          event: eventOf(row),
          date: formatZonedTime(row.createdAt),
        })}
        onClick={() => resend.mutate(row)}
      >
        {t('admin.webhooks.resend')}
      </Button>
    ),
  });
  return (
    <div class="stack">
      <p class="muted">{t('admin.webhooks.failedLead')}</p>
      <FormFailure text={resend.isError ? failureOf(resend.error).text : undefined} />
      <PagedTable
        query={query}
        caption={t('admin.webhooks.failedCaption')}
        columns={columns}
        expected={2}
        empty={<p class="muted">{t('admin.webhooks.noFailed')}</p>}
      />
    </div>
  );
}
