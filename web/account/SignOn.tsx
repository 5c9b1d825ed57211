import { createSignal, onCleanup, onMount, Show } from 'solid-js';
import { t } from '../i18n.ts';
import { meQuery } from '../queries.ts';
import { Button } from '../ui/Button.tsx';
import { FormFailure } from '../ui/FormFailure.tsx';
import { failureOf } from '../ui/failure.ts';
import { useQuery } from '../ui/query.ts';
import { goToProvider, onSignedInAgain, signInAgainInWindow } from './sign-on.ts';

/** Goes to the provider of single sign-on, where one is configured. `refused`: what the last return from it ended with. */
export function SignOn(props: { refused?: string | undefined }) {
  const me = useQuery(() => meQuery);
  const [busy, setBusy] = createSignal(false);
  const [failure, setFailure] = createSignal<string>();
  const go = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      await goToProvider();
    } catch (error) {
      setFailure(failureOf(error).text);
      setBusy(false);
    }
  };
  return (
    <Show when={me.data?.role === 'visitor' && me.data.singleSignOn}>
      <div class="stack">
        <FormFailure text={failure() ?? props.refused} />
        <Button busy={busy()} onClick={() => void go()}>
          {t('account.signOn.action')}
        </Button>
      </div>
    </Show>
  );
}

/** The same from a page that must stay as it is: the provider opens in a window of its own. */
export function SignOnInWindow(props: { onSignedIn: () => void }) {
  onMount(() => onCleanup(onSignedInAgain(() => props.onSignedIn())));
  return (
    <Button tone="primary" onClick={signInAgainInWindow}>
      {t('account.signOn.again')}
    </Button>
  );
}
