import { A } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { signUp } from '../accounts.ts';
import { t } from '../i18n.ts';
import { Field } from '../ui/Field.tsx';
import { createForm } from '../ui/form.ts';
import { AccountForm, EmailField, NewPasswordField } from './AccountForm.tsx';
import { AccountPage } from './AccountPage.tsx';
import { SentPage } from './Sent.tsx';
import { SignUp } from './schema.ts';

export default function SignUpPage() {
  const [sent, setSent] = createSignal(false);
  return (
    <Show
      when={!sent()}
      fallback={<SentPage title={t('account.signUp.sentTitle')} text={t('account.signUp.sent')} />}
    >
      <SignUpForm onSent={() => setSent(true)} />
    </Show>
  );
}

function SignUpForm(props: { onSent: () => void }) {
  const form = createForm({
    schema: SignUp,
    send: async ({ fullName, email, password }) => {
      await signUp(fullName, email, password);
      props.onSent();
    },
  });
  return (
    <AccountPage
      title={t('account.signUp.title')}
      lead={t('account.signUp.lead')}
      foot={
        <p>
          {t('account.signUp.known')} <A href="/sign-in">{t('account.signIn.action')}</A>
        </p>
      }
    >
      <AccountForm form={form} action={t('account.signUp.action')}>
        <Field
          label={t('account.fullName')}
          name="fullName"
          autocomplete="name"
          error={form.error('fullName')}
        />
        <EmailField form={form} />
        <NewPasswordField form={form} label={t('account.password')} name="password" />
      </AccountForm>
    </AccountPage>
  );
}
