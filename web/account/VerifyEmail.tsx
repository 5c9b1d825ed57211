import { A } from '@solidjs/router';
import { t } from '../i18n.ts';
import { trpc } from '../trpc.ts';
import { ButtonLink } from '../ui/Button.tsx';
import { failureOf } from '../ui/failure.ts';
import { createForm } from '../ui/form.ts';
import { Standalone } from '../ui/Standalone.tsx';
import { AccountForm, PasswordField } from './AccountForm.tsx';
import { OneTimeLink, type Step } from './OneTimeLink.tsx';
import { VerifyEmail } from './schema.ts';

export default function VerifyEmailPage() {
  return (
    <OneTimeLink
      words="verify"
      ask={(step) => <VerifyEmailForm {...step} />}
      done={
        <ButtonLink href="/sign-in" tone="primary">
          {t('account.signIn.action')}
        </ButtonLink>
      }
      dead={
        <>
          <ButtonLink href="/sign-in">{t('account.toSignIn')}</ButtonLink>
          <ButtonLink href="/sign-up">{t('account.signIn.signUp')}</ButtonLink>
        </>
      }
    />
  );
}

/** The link shows that the address is theirs, the password that it was they who signed up. */
function VerifyEmailForm(props: Step) {
  const form = createForm({
    schema: VerifyEmail,
    send: async ({ password }) => {
      try {
        await trpc.account.verifyEmail.mutate({ token: props.token, password });
        props.onDone();
      } catch (error) {
        const { kind } = failureOf(error);
        if (kind !== 'token_invalid' && kind !== 'invalid_input') throw error;
        props.onDead();
      }
    },
  });
  return (
    <Standalone title={t('account.verify.title')} lead={t('account.verify.lead')}>
      <AccountForm form={form} action={t('account.verify.action')}>
        <PasswordField form={form} />
      </AccountForm>
      <p class="small">
        <A href="/forgot-password">{t('account.signIn.forgot')}</A>
      </p>
    </Standalone>
  );
}
