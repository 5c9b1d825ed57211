import { useBeforeLeave } from '@solidjs/router';
import { Show } from 'solid-js';
import { t } from '../i18n.ts';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { askToLeave, hasAnyUnsavedText, leaveQuestion } from './unsaved.ts';

/** Once for all pages, so that no form can forget to ask before it is left. */
export function LeaveGuard() {
  useBeforeLeave((event) => {
    if (event.defaultPrevented || isSamePage(event) || !hasAnyUnsavedText()) return;
    event.preventDefault();
    void askToLeave().then((leave) => leave && event.retry(true));
  });
  return (
    <Show when={leaveQuestion()}>
      {(answer) => (
        <Dialog
          open
          title={t('common.leaveTitle')}
          onClose={() => answer()(false)}
          actions={
            <>
              <Button onClick={() => answer()(false)}>{t('common.stay')}</Button>
              <Button tone="danger" onClick={() => answer()(true)}>
                {t('common.leaveAnyway')}
              </Button>
            </>
          }
        >
          <p>{t('common.leaveText')}</p>
        </Dialog>
      )}
    </Show>
  );
}

/** Whether only a section or a filter changes, so that the forms stay. With Back, `location` is already the new address. */
function isSamePage({ from, to }: { from: { pathname: string }; to: string | number }): boolean {
  const next = typeof to === 'string' ? new URL(to, location.href) : location;
  return next.pathname === from.pathname;
}
