import { Match, Switch } from 'solid-js';
import { ChangeEmail } from '../../account/ChangeEmail.tsx';
import { ChangePassword } from '../../account/ChangePassword.tsx';
import { Sessions } from '../../account/sessions/Sessions.tsx';
import { TwoFactor } from '../../account/two-factor/TwoFactor.tsx';
import { t } from '../../i18n.ts';
import { meQuery } from '../../queries.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page, Section } from '../../ui/Page.tsx';
import { useQuery } from '../../ui/query.ts';
import { ChangeName } from './ChangeName.tsx';
import { ownEmail } from './own-email.ts';

export default function SignInDetailsPage() {
  const me = useQuery(() => meQuery);
  const admin = () => (me.data?.role === 'admin' ? me.data : undefined);
  return (
    <Page
      column
      crumbs={[t('admin.settings')]}
      title={t('account.details.title')}
      lead={t('account.details.leadForAdmins')}
    >
      <Switch>
        <Match when={admin()?.singleSignOn}>
          <FromProvider fullName={admin()?.fullName ?? ''} />
          <Sessions of="adminAtProvider" />
        </Match>
        <Match when={admin()}>
          {(own) => (
            <>
              <ChangeName fullName={own().fullName} />
              <ChangeEmail door={ownEmail} text={t('account.address.whatForAdmins')} />
              <ChangePassword />
              <TwoFactor />
              <Sessions of="admin" />
            </>
          )}
        </Match>
      </Switch>
    </Page>
  );
}

/** What the provider of single sign-on says of the admin, and where to change it. */
function FromProvider(props: { fullName: string }) {
  const own = useQuery(() => ({ queryKey: ownEmail.key, queryFn: ownEmail.get }));
  return (
    <Section id="single-sign-on" title={t('account.signOn.title')} text={t('account.signOn.what')}>
      <Loaded query={own}>
        {(data) => (
          <Facts
            items={[
              { name: t('account.name.title'), value: props.fullName },
              { name: t('account.email'), value: data().email },
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}
