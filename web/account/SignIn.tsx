import { A, useNavigate } from '@solidjs/router';
import { useQueryClient } from '@tanstack/solid-query';
import { signIn } from '../accounts.ts';
import { t } from '../i18n.ts';
import { meQuery } from '../queries.ts';
import { createForm } from '../ui/form.ts';
import { Standalone } from '../ui/Standalone.tsx';
import { AccountForm, EmailField, PasswordField } from './AccountForm.tsx';
import { SignIn } from './schema.ts';

export default function SignInPage() {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const form = createForm({
    schema: SignIn,
    send: async ({ email, password }) => {
      await signIn(email, password);
      queries.clear();
      await queries.fetchQuery(meQuery);
      navigate('/', { replace: true });
    },
  });
  return (
    <Standalone
      title={t('account.signIn.title')}
      foot={
        <p>
          {t('account.signIn.new')} <A href="/sign-up">{t('account.signIn.signUp')}</A>
        </p>
      }
    >
      <AccountForm form={form} action={t('account.signIn.action')}>
        <EmailField form={form} />
        <PasswordField form={form} />
      </AccountForm>
      <p class="small">
        <A href="/forgot-password">{t('account.signIn.forgot')}</A>
      </p>
    </Standalone>
  );
}
