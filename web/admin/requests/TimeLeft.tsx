import TriangleAlert from 'lucide-solid/icons/triangle-alert';
import { Show } from 'solid-js';
import { daysBetween } from '../../../server/calendar/rules.ts';
import type { RequestStatus } from '../../../server/requests/schema.ts';
import { createToday } from '../../calendar.ts';
import { formatShortDate, t, tn } from '../../i18n.ts';
import './time-left.css';

/** A request with so many days left or fewer looks urgent. */
const soonDays = 7;

type Dated = { status: RequestStatus; answerBy: string; decidedAt: string | null };

/** The days left between two dates, in words, and whether to show them as urgent. */
function timeLeft(answerBy: string, today: string) {
  const days = daysBetween(today, answerBy);
  if (days < 0) return { near: true, text: tn('admin.requests.overdue', -days) };
  if (days === 0) return { near: true, text: t('admin.requests.dueToday') };
  const near = days <= soonDays;
  return { near, text: tn(near ? 'admin.requests.leftSoon' : 'admin.requests.left', days) };
}

/** The time left to answer and the deadline; after the decision, its date. */
export function TimeLeft(props: { request: Dated }) {
  const today = createToday();
  const left = () => timeLeft(props.request.answerBy, today());
  return (
    <Show when={props.request.status === 'pending'} fallback={<Over request={props.request} />}>
      <span class="time-left" classList={{ near: left().near }}>
        <Show when={left().near}>
          <TriangleAlert size={16} aria-hidden="true" />
        </Show>
        {left().text}
      </span>
      <span class="second">{formatShortDate(props.request.answerBy)}</span>
    </Show>
  );
}

function Over(props: { request: Dated }) {
  return (
    <span class="muted">
      {t(props.request.status === 'cancelled' ? 'admin.requests.ended' : 'admin.requests.answered')}
      <Show when={props.request.decidedAt}>
        {(at) => <span class="second">{formatShortDate(at())}</span>}
      </Show>
    </span>
  );
}
