import { ConfirmPassword as Password } from '../server/accounts/schema.ts';
import { PasswordField } from './account/AccountForm.tsx';
import { answerAsked, isAskedForPassword } from './confirmation.ts';
import { t } from './i18n.ts';
import { trpc } from './trpc.ts';
import { Button } from './ui/Button.tsx';
import { Dialog } from './ui/Dialog.tsx';
import { FormFailure } from './ui/FormFailure.tsx';
import { createForm } from './ui/form.ts';

/** Asks for the password again, above whatever is open, so that a stranger at an open screen gets no further. */
export function ConfirmPassword() {
  return (
    <Dialog open={isAskedForPassword()} title={t('account.confirm.title')} onClose={() => answerAsked(false)}>
      <PasswordForm />
    </Dialog>
  );
}

function PasswordForm() {
  const form = createForm({
    schema: Password,
    send: async (given) => {
      await trpc.account.confirmPassword.mutate(given);
      answerAsked(true);
    },
  });
  return (
    <form class="stack" novalidate onSubmit={form.submit}>
      <p>{t('account.confirm.text')}</p>
      <PasswordField form={form} />
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
