import { focusManager, useQueryClient } from '@tanstack/solid-query';
import { onCleanup, onMount, Show } from 'solid-js';
import { SignInSteps } from './account/SignInSteps.tsx';
import { SignOnInWindow } from './account/SignOn.tsx';
import { t } from './i18n.ts';
import { setRefusedForOther } from './page-owner.ts';
import { meQuery, personOf } from './queries.ts';
import { trpc } from './trpc.ts';
import { Button } from './ui/Button.tsx';
import { Dialog } from './ui/Dialog.tsx';
import { useQuery } from './ui/query.ts';
import { loadFreshPage } from './ui/unsaved.ts';

/**
 * The session has ended while a page was open, or `other` has signed in in another window. The page waits hidden behind this
 * dialog, with what was typed. Its own person continues; for anybody else the page is reloaded.
 */
export function SignInAgain(props: { person: string; other?: string | undefined }) {
  const look = createPersonCheck(() => props.person);
  const goOn = async () => {
    if (await look()) loadFreshPage('/');
  };
  const me = useQuery(() => meQuery);
  const offersSignOn = () => me.data?.role === 'visitor' && me.data.singleSignOn;
  watchWhileHidden(look);
  return (
    <Dialog
      open
      stays
      title={t(props.other === undefined ? 'common.sessionOverTitle' : 'common.otherAccountTitle')}
      onClose={() => undefined}
    >
      <div class="stack">
        <p>
          {props.other === undefined
            ? t('common.sessionOverText')
            : t('common.otherAccountText', { name: props.other })}
        </p>
        <SignInSteps onSignedIn={goOn} />
        <Show when={offersSignOn()}>
          <SignOnInWindow onSignedIn={() => void goOn()} />
        </Show>
        <p class="small muted">{t('common.sessionOverOthers')}</p>
        <div class="row">
          <Show
            when={props.other}
            fallback={
              <Button tone="quiet" onClick={() => loadFreshPage('/sign-in')}>
                {t('common.sessionOverLeave')}
              </Button>
            }
          >
            {(name) => (
              <Button tone="quiet" onClick={() => loadFreshPage('/')}>
                {t('common.otherAccountGoOn', { name: name() })}
              </Button>
            )}
          </Show>
        </div>
      </div>
    </Dialog>
  );
}

/** Asks who is signed in now, and shows the page again to its own person. Answers whether somebody else is signed in. */
function createPersonCheck(person: () => string) {
  const queries = useQueryClient();
  return async () => {
    const me = await trpc.account.me.query({});
    queries.setQueryData(meQuery.queryKey, me);
    if (me.role === 'visitor') return false;
    if (personOf(me) !== person()) return true;
    setRefusedForOther(false);
    await queries.invalidateQueries();
    return false;
  };
}

/** Pauses all queries, notices a sign-in in another window, and gives the focus back at the end. */
function watchWhileHidden(goOn: () => Promise<unknown>): void {
  const before = document.activeElement;
  const look = () => {
    if (document.visibilityState === 'visible') void goOn().catch(() => undefined);
  };
  onMount(() => {
    focusManager.setFocused(false);
    window.addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
  });
  onCleanup(() => {
    focusManager.setFocused(undefined);
    window.removeEventListener('focus', look);
    document.removeEventListener('visibilitychange', look);
    setTimeout(() => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    });
  });
}
