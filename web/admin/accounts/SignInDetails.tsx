import { Show } from 'solid-js';
import { ChangePassword } from '../../account/ChangePassword.tsx';
import { Sessions } from '../../account/sessions/Sessions.tsx';
import { TwoFactor } from '../../account/two-factor/TwoFactor.tsx';
import { t } from '../../i18n.ts';
import { meQuery } from '../../queries.ts';
import { Page, Section } from '../../ui/Page.tsx';
import { useQuery } from '../../ui/query.ts';

export default function SignInDetailsPage() {
  const me = useQuery(() => meQuery);
  const isAtProvider = () => me.data?.role === 'admin' && me.data.singleSignOn;
  return (
    <Page
      column
      crumbs={[t('admin.settings')]}
      title={t('account.details.title')}
      lead={t('account.details.lead')}
    >
      <Show
        when={isAtProvider()}
        fallback={
          <>
            <ChangePassword />
            <TwoFactor />
          </>
        }
      >
        <Section id="single-sign-on" title={t('account.signOn.title')} text={t('account.signOn.what')} />
      </Show>
      <Sessions of="admin" />
    </Page>
  );
}
