import { A, useNavigate } from '@solidjs/router';
import { useQueryClient } from '@tanstack/solid-query';
import { signIn } from '../accounts.ts';
import { t } from '../i18n.ts';
import { meQuery } from '../queries.ts';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { FormFailure } from '../ui/FormFailure.tsx';
import { createForm } from '../ui/form.ts';
import { Standalone } from '../ui/Standalone.tsx';
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
      <form novalidate onSubmit={form.submit}>
        <Field
          label={t('account.email')}
          name="email"
          type="email"
          autocomplete="username"
          error={form.error('email')}
        />
        <Field
          label={t('account.password')}
          name="password"
          type="password"
          autocomplete="current-password"
          error={form.error('password')}
        />
        <FormFailure text={form.failure()} />
        <Button type="submit" tone="primary" busy={form.busy()}>
          {t('account.signIn.action')}
        </Button>
      </form>
      <p class="small">
        <A href="/forgot-password">{t('account.signIn.forgot')}</A>
      </p>
    </Standalone>
  );
}
