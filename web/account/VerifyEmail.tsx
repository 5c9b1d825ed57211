import { A } from '@solidjs/router';
import { t } from '../i18n.ts';
import { trpc } from '../trpc.ts';
import { ButtonLink } from '../ui/Button.tsx';
import { LinkWithPassword } from './LinkWithPassword.tsx';
import { OneTimeLink, type Step } from './OneTimeLink.tsx';

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

/** The link proves that the address is theirs, the password proves that they signed up. */
function VerifyEmailForm(props: Step) {
  const verify = async (password: string) => {
    await trpc.account.verifyEmail.mutate({ token: props.token, password });
    props.onDone();
  };
  return (
    <LinkWithPassword words="verify" lead={t('account.verify.lead')} send={verify} onDead={props.onDead}>
      <p class="small">
        <A href="/forgot-password">{t('account.signIn.forgot')}</A>
      </p>
    </LinkWithPassword>
  );
}
