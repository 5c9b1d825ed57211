import { useBeforeLeave } from '@solidjs/router';
import { Show } from 'solid-js';
import { t } from '../i18n.ts';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { askToLeave, isAnythingUnsaved, leaveQuestion } from './unsaved.ts';

/** Stands once around all pages: no form can forget that leaving it is asked about. */
export function LeaveGuard() {
  useBeforeLeave((event) => {
    if (event.defaultPrevented || isSamePage(event) || !isAnythingUnsaved()) return;
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

/** Another part or another filter of the page that is open: its forms stay. By Back the address has moved already. */
function isSamePage({ from, to }: { from: { pathname: string }; to: string | number }): boolean {
  const next = typeof to === 'string' ? new URL(to, location.href) : location;
  return next.pathname === from.pathname;
}
