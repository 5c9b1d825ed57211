import { A } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { signUp } from '../accounts.ts';
import { t } from '../i18n.ts';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { FormFailure } from '../ui/FormFailure.tsx';
import { createForm } from '../ui/form.ts';
import { Standalone } from '../ui/Standalone.tsx';
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
    <Standalone
      title={t('account.signUp.title')}
      lead={t('account.signUp.lead')}
      foot={
        <p>
          {t('account.signUp.known')} <A href="/sign-in">{t('account.signIn.action')}</A>
        </p>
      }
    >
      <form novalidate onSubmit={form.submit}>
        <Field
          label={t('account.fullName')}
          name="fullName"
          autocomplete="name"
          error={form.error('fullName')}
        />
        <Field
          label={t('account.email')}
          name="email"
          type="email"
          autocomplete="username"
          error={form.error('email')}
        />
        <Field
          label={t('account.password')}
          name="password"
          type="password"
          autocomplete="new-password"
          hint={t('account.passwordHint')}
          error={form.error('password')}
        />
        <FormFailure text={form.failure()} />
        <Button type="submit" tone="primary" busy={form.busy()}>
          {t('account.signUp.action')}
        </Button>
      </form>
    </Standalone>
  );
}
