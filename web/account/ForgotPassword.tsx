import { A } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { requestPasswordReset } from '../accounts.ts';
import { t } from '../i18n.ts';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { FormFailure } from '../ui/FormFailure.tsx';
import { createForm } from '../ui/form.ts';
import { Standalone } from '../ui/Standalone.tsx';
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
    <Standalone
      title={t('account.forgot.title')}
      lead={t('account.forgot.lead')}
      foot={
        <p>
          <A href="/sign-in">{t('account.toSignIn')}</A>
        </p>
      }
    >
      <form novalidate onSubmit={form.submit}>
        <Field
          label={t('account.email')}
          name="email"
          type="email"
          autocomplete="username"
          error={form.error('email')}
        />
        <FormFailure text={form.failure()} />
        <Button type="submit" tone="primary" busy={form.busy()}>
          {t('account.forgot.action')}
        </Button>
      </form>
    </Standalone>
  );
}
