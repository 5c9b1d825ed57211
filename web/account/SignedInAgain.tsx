import { createSignal, onMount, Show } from 'solid-js';
import { t } from '../i18n.ts';
import { FormFailure } from '../ui/FormFailure.tsx';
import { failureOf } from '../ui/failure.ts';
import { AccountPage } from './AccountPage.tsx';
import { goToProvider, isOnTheWay, tellSignedInAgain } from './sign-on.ts';

/** The window beside a page that waits: on its way to the provider, or back from it. */
export default function SignedInAgainPage() {
  const onTheWay = isOnTheWay();
  const [failure, setFailure] = createSignal<string>();
  onMount(() => {
    if (onTheWay) goToProvider(true).catch((error: unknown) => setFailure(failureOf(error).text));
    else {
      tellSignedInAgain();
      // Not every browser lets a window close itself; the words say the rest.
      window.close();
    }
  });
  return (
    <AccountPage title={t(onTheWay ? 'account.signOn.leaving' : 'account.signOn.back')}>
      <Show when={!onTheWay}>
        <p>{t('account.signOn.close')}</p>
      </Show>
      <FormFailure text={failure()} />
    </AccountPage>
  );
}
