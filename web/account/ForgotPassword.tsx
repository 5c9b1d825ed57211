import { A } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { requestPasswordReset } from '../accounts.ts';
import { t } from '../i18n.ts';
import { createForm } from '../ui/form.ts';
import { AccountForm, EmailField } from './AccountForm.tsx';
import { AccountPage } from './AccountPage.tsx';
import { SentPage } from './Sent.tsx';
import { ForgotPassword } from './schema.ts';

export default function ForgotPasswordPage() {
  const [sent, setSent] = createSignal(false);
  return (
    <Show
      when={!sent()}
      fallback={<SentPage title={t('account.forgot.sentTitle')} text={t('account.forgot.sent')} />}
    >
      <ForgotPasswordForm onSent={() => setSent(true)} />
    </Show>
  );
}

function ForgotPasswordForm(props: { onSent: () => void }) {
  const form = createForm({
    schema: ForgotPassword,
    send: async ({ email }) => {
      await requestPasswordReset(email);
      props.onSent();
    },
  });
  return (
    <AccountPage
      title={t('account.forgot.title')}
      lead={t('account.forgot.lead')}
      foot={
        <p>
          <A href="/sign-in">{t('account.toSignIn')}</A>
        </p>
      }
    >
      <AccountForm form={form} action={t('account.forgot.action')}>
        <EmailField form={form} />
      </AccountForm>
    </AccountPage>
  );
}
