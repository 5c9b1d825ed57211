import * as schema from '../../server/accounts/schema.ts';
import { changePassword } from '../accounts.ts';
import { t } from '../i18n.ts';
import { Button } from '../ui/Button.tsx';
import { FormFailure } from '../ui/FormFailure.tsx';
import { createForm } from '../ui/form.ts';
import { Section } from '../ui/Page.tsx';
import { SecretField } from '../ui/SecretField.tsx';
import { toast } from '../ui/Toast.tsx';
import { NewPasswordField } from './AccountForm.tsx';

/** A customer or an admin who is signed in chooses a new password. */
export function ChangePassword() {
  const form = createForm({
    schema: schema.ChangePasswordInput,
    send: async ({ currentPassword, newPassword }, element) => {
      await changePassword(currentPassword, newPassword);
      element.reset();
      toast(t('account.change.done'));
    },
  });
  return (
    <Section id="password" title={t('account.password')} text={t('account.change.what')}>
      <form class="stack" novalidate onSubmit={form.submit}>
        <SecretField
          label={t('account.change.current')}
          name="currentPassword"
          autocomplete="current-password"
          error={form.error('currentPassword')}
        />
        <NewPasswordField form={form} label={t('account.reset.password')} name="newPassword" />
        <FormFailure text={form.failure()} />
        <div class="row">
          <Button type="submit" tone="primary" busy={form.busy()}>
            {t('account.change.action')}
          </Button>
        </div>
      </form>
    </Section>
  );
}
