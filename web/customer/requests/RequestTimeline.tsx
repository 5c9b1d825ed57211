import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { createSignal, Show } from 'solid-js';
import { formatDate, formatDateTime, t } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { moveFocusTo } from '../../ui/focus.ts';
import { type Step, Timeline } from '../../ui/Timeline.tsx';
import { toast } from '../../ui/Toast.tsx';
import { refreshOwnRequests } from '../queries.ts';

export type OwnRequest = Outputs['customer']['requests']['list']['items'][number];

/** The steps of an open request: what has happened, and what comes next. */
function stepsOf(request: OwnRequest): Step[] {
  const automatic = request.automaticOn;
  return [
    {
      title: t(request.type === 'removal' ? 'customer.timeline.removal' : 'customer.timeline.anonymization', {
        number: request.number,
      }),
      at: formatDateTime(request.createdAt),
      text: request.note && <p class="answer">{request.note}</p>,
      state: 'done',
    },
    {
      title: automatic ? t('customer.timeline.waiting') : t('customer.timeline.review'),
      text: automatic ? (
        <p>{t('customer.timeline.waitingText', { date: formatDate(automatic) })}</p>
      ) : (
        <p>{t('customer.timeline.reviewText')}</p>
      ),
      state: 'now',
    },
    {
      title: t('customer.timeline.answer'),
      at: automatic
        ? t('customer.timeline.on', { date: formatDate(automatic) })
        : t('customer.timeline.by', { date: formatDate(request.answerBy) }),
      text: <p>{automatic ? t('customer.timeline.automaticText') : t('customer.timeline.answerText')}</p>,
      state: 'next',
    },
    {
      title: t(request.type === 'removal' ? 'customer.timeline.removed' : 'customer.timeline.anonymized'),
      text: <p>{t('customer.timeline.doneText')}</p>,
      state: 'next',
    },
  ];
}

export function RequestTimeline(props: { request: OwnRequest }) {
  const [asking, setAsking] = createSignal(false);
  return (
    <>
      <Timeline label={t('customer.timeline.label')} steps={stepsOf(props.request)} />
      <div class="row">
        <Button onClick={() => setAsking(true)}>{t('customer.cancel.open')}</Button>
        <Show when={props.request.automaticOn === null}>
          <span class="small muted">{t('customer.cancel.anyTime')}</span>
        </Show>
      </div>
      <Show when={asking()}>
        <CancelRequest request={props.request} onClose={() => setAsking(false)} />
      </Show>
    </>
  );
}

/** After a cancellation the focus goes here: the button that opened the dialog is gone. */
const removalSection = () => document.getElementById('data-removal-request');

function CancelRequest(props: { request: OwnRequest; onClose: () => void }) {
  const queries = useQueryClient();
  const cancel = useMutation(() => ({
    mutationFn: () => trpc.customer.requests.cancel.mutate({ requestId: props.request.requestId }),
    onSuccess: () => {
      toast(t('customer.cancel.done', { number: props.request.number }));
      props.onClose();
    },
    onSettled: () => refreshOwnRequests(queries).then(() => moveFocusTo(removalSection)),
  }));
  return (
    <ConfirmDialog
      title={t('customer.cancel.title', { number: props.request.number })}
      mutation={cancel}
      action={t('customer.cancel.action')}
      cancel={t('customer.cancel.keep')}
      onClose={() => props.onClose()}
    >
      <p>{t('customer.cancel.text')}</p>
    </ConfirmDialog>
  );
}
