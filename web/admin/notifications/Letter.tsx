import { Show } from 'solid-js';
import { t } from '../../i18n.ts';
import './letter.css';

/** A message as its reader sees it. */
export function Letter(props: { to?: string; subject: string; body: string }) {
  return (
    <div class="letter">
      <div class="letter-head">
        <Show when={props.to}>
          <p class="muted">
            {t('admin.decision.messageTo')}: {props.to}
          </p>
        </Show>
        <p>
          <span class="muted">{t('admin.decision.messageSubject')}:</span> <strong>{props.subject}</strong>
        </p>
      </div>
      <p class="letter-body">{props.body}</p>
    </div>
  );
}
