import { focusManager, useQueryClient } from '@tanstack/solid-query';
import { onCleanup, onMount } from 'solid-js';
import { AccountForm, EmailField, PasswordField } from './account/AccountForm.tsx';
import { SignIn } from './account/schema.ts';
import { signIn } from './accounts.ts';
import { t } from './i18n.ts';
import { meQuery, personOf } from './queries.ts';
import { trpc } from './trpc.ts';
import { Button } from './ui/Button.tsx';
import { Dialog } from './ui/Dialog.tsx';
import { createForm } from './ui/form.ts';
import { startAnew } from './ui/unsaved.ts';

/**
 * The session ended while a page was open: the page waits unseen behind this, with what was typed in it. Whoever it belongs to goes on
 * where they were; for anybody else it is thrown away first.
 */
export function SignInAgain(props: { person: string }) {
  const goOn = createReturn(() => props.person);
  waitBehind(goOn);
  const form = createForm({
    schema: SignIn,
    send: async ({ email, password }) => {
      await signIn(email, password);
      await goOn();
    },
  });
  return (
    <Dialog open stays title={t('common.sessionOverTitle')} onClose={() => undefined}>
      <div class="stack">
        <p>{t('common.sessionOverText')}</p>
        <AccountForm form={form} action={t('account.signIn.action')}>
          <EmailField form={form} />
          <PasswordField form={form} />
        </AccountForm>
        <p class="small muted">{t('common.sessionOverOthers')}</p>
        <div class="row">
          <Button tone="quiet" onClick={() => startAnew('/sign-in')}>
            {t('common.sessionOverLeave')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

/** Looks who is signed in now. */
function createReturn(person: () => string) {
  const queries = useQueryClient();
  return async () => {
    const me = await trpc.account.me.query({});
    if (me.role === 'visitor') return;
    if (personOf(me) !== person()) {
      startAnew('/');
      return;
    }
    queries.setQueryData(meQuery.queryKey, me);
    await queries.invalidateQueries();
  };
}

/** Nothing is asked for meanwhile; a sign-in in another window counts here as well. The focus goes back to where it was. */
function waitBehind(goOn: () => Promise<void>): void {
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
