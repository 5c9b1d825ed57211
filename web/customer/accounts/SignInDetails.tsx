import { ChangeEmail } from '../../account/ChangeEmail.tsx';
import { ChangePassword } from '../../account/ChangePassword.tsx';
import { Sessions } from '../../account/sessions/Sessions.tsx';
import { TwoFactor } from '../../account/two-factor/TwoFactor.tsx';
import { t } from '../../i18n.ts';
import { Page } from '../../ui/Page.tsx';
import { emailDoor } from '../queries.ts';

export default function SignInDetailsPage() {
  return (
    <Page
      column
      crumbs={[t('customer.information')]}
      title={t('account.details.title')}
      lead={t('account.details.lead')}
    >
      <ChangeEmail door={emailDoor} text={t('account.address.what')} />
      <ChangePassword />
      <TwoFactor />
      <Sessions of="customer" />
    </Page>
  );
}
