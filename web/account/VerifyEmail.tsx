import { t } from '../i18n.ts';
import { trpc } from '../trpc.ts';
import { ButtonLink } from '../ui/Button.tsx';
import { OneTimeLink } from './OneTimeLink.tsx';

export default function VerifyEmailPage() {
  return (
    <OneTimeLink
      words="verify"
      confirm={(token) => trpc.account.verifyEmail.mutate({ token })}
      done={
        <ButtonLink href="/sign-in" tone="primary">
          {t('account.signIn.action')}
        </ButtonLink>
      }
      dead={
        <>
          <ButtonLink href="/sign-in">{t('account.toSignIn')}</ButtonLink>
          <ButtonLink href="/sign-up" tone="quiet">
            {t('account.signIn.signUp')}
          </ButtonLink>
        </>
      }
    />
  );
}
