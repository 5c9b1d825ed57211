import { ChangePassword } from '../../account/ChangePassword.tsx';
import { Sessions } from '../../account/sessions/Sessions.tsx';
import { TwoFactor } from '../../account/two-factor/TwoFactor.tsx';
import { t } from '../../i18n.ts';
import { Page } from '../../ui/Page.tsx';

export default function SignInDetailsPage() {
  return (
    <Page
      column
      crumbs={[t('admin.settings')]}
      title={t('account.details.title')}
      lead={t('account.details.lead')}
    >
      <ChangePassword />
      <TwoFactor />
      <Sessions of="admin" />
    </Page>
  );
}
