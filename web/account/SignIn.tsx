import { A, useNavigate } from '@solidjs/router';
import { useQueryClient } from '@tanstack/solid-query';
import { t } from '../i18n.ts';
import { Operator } from '../Operator.tsx';
import { meQuery } from '../queries.ts';
import { AccountPage } from './AccountPage.tsx';
import { takeAddress } from './joined.ts';
import { SignInSteps } from './SignInSteps.tsx';
import { SignOn } from './SignOn.tsx';
import { takeRefusal } from './sign-on.ts';

export default function SignInPage() {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const refused = takeRefusal();
  const email = takeAddress();
  const enter = async () => {
    queries.clear();
    await queries.fetchQuery(meQuery);
    navigate('/', { replace: true });
  };
  return (
    <AccountPage
      title={t('account.signIn.title')}
      foot={
        <>
          <p>
            {t('account.signIn.new')} <A href="/sign-up">{t('account.signIn.signUp')}</A>
          </p>
          <Operator />
        </>
      }
    >
      <SignInSteps email={email} onSignedIn={enter} />
      <SignOn refused={refused} />
      <p class="small">
        <A href="/forgot-password">{t('account.signIn.forgot')}</A>
      </p>
    </AccountPage>
  );
}
