import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, Show } from 'solid-js';
import { ConfirmPassword as Password } from '../server/accounts/schema.ts';
import { PasswordField } from './account/AccountForm.tsx';
import { SignOnInWindow } from './account/SignOn.tsx';
import { CodeField } from './account/two-factor/CodeField.tsx';
import { answerAsked, isAskedForPassword } from './confirmation.ts';
import { t } from './i18n.ts';
import { meQuery } from './queries.ts';
import { trpc } from './trpc.ts';
import { Button } from './ui/Button.tsx';
import { Dialog } from './ui/Dialog.tsx';
import { FormFailure } from './ui/FormFailure.tsx';
import { failureOf } from './ui/failure.ts';
import { createForm, readForm } from './ui/form.ts';

/** Asks for the password again, above whatever is open, so that a stranger at an open screen gets no further. */
export function ConfirmPassword() {
  const queries = useQueryClient();
  const isAtProvider = () => {
    const me = isAskedForPassword() ? queries.getQueryData(meQuery.queryKey) : undefined;
    return me?.role === 'admin' && me.singleSignOn;
  };
  return (
    <Dialog open={isAskedForPassword()} title={t('account.confirm.title')} onClose={() => answerAsked(false)}>
      <Show when={isAtProvider()} fallback={<PasswordForm />}>
        <ProviderAgain />
      </Show>
    </Dialog>
  );
}

/** An admin of the provider proves it there, in a window of its own: what was typed here stays. */
function ProviderAgain() {
  return (
    <div class="stack">
      <p>{t('account.confirm.textAtProvider')}</p>
      <div class="row end">
        <Button onClick={() => answerAsked(false)}>{t('common.cancel')}</Button>
        <SignOnInWindow onSignedIn={() => answerAsked(true)} />
      </div>
    </div>
  );
}

function PasswordForm() {
  const me = useQueryClient().getQueryData(meQuery.queryKey);
  const [wantsCode, setWantsCode] = createSignal(me !== undefined && me.role !== 'visitor' && me.twoFactor);
  const form = createForm({
    schema: Password,
    read: (element) => readForm(element, 'missing'),
    send: async (given) => {
      try {
        await trpc.account.confirmPassword.mutate(given);
      } catch (error) {
        // Switched on in another window meanwhile.
        if (failureOf(error).kind === 'code_required') setWantsCode(true);
        throw error;
      }
      answerAsked(true);
    },
  });
  return (
    <form class="stack" novalidate onSubmit={form.submit}>
      <p>{t(wantsCode() ? 'account.confirm.textWithCode' : 'account.confirm.text')}</p>
      <PasswordField form={form} />
      <Show when={wantsCode()}>
        <CodeField form={form} />
      </Show>
      <FormFailure text={form.failure()} />
      <div class="row end">
        <Button onClick={() => answerAsked(false)}>{t('common.cancel')}</Button>
        <Button type="submit" tone="primary" busy={form.busy()}>
          {t('account.confirm.action')}
        </Button>
      </div>
    </form>
  );
}
