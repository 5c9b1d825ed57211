import { useNavigate } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { resetPassword } from '../accounts.ts';
import { t } from '../i18n.ts';
import { ButtonLink } from '../ui/Button.tsx';
import { failureOf } from '../ui/failure.ts';
import { createForm } from '../ui/form.ts';
import { toast } from '../ui/Toast.tsx';
import { AccountForm, NewPasswordField } from './AccountForm.tsx';
import { AccountPage } from './AccountPage.tsx';
import { takeToken } from './fragment.ts';
import { ResetPassword } from './schema.ts';

export default function ResetPasswordPage() {
  const token = takeToken();
  const [dead, setDead] = createSignal(token === '');
  return (
    <Show when={!dead()} fallback={<DeadLink />}>
      <ResetPasswordForm token={token} onDead={() => setDead(true)} />
    </Show>
  );
}

function ResetPasswordForm(props: { token: string; onDead: () => void }) {
  const navigate = useNavigate();
  const form = createForm({
    schema: ResetPassword,
    send: async ({ password }) => {
      try {
        await resetPassword(props.token, password);
      } catch (error) {
        if (failureOf(error).kind !== 'token_invalid') throw error;
        props.onDead();
        return;
      }
      toast(t('account.reset.done'));
      navigate('/sign-in', { replace: true });
    },
  });
  return (
    <AccountPage title={t('account.reset.title')} lead={t('account.reset.lead')}>
      <AccountForm form={form} action={t('account.reset.action')}>
        <NewPasswordField form={form} label={t('account.reset.password')} name="password" />
      </AccountForm>
    </AccountPage>
  );
}

function DeadLink() {
  return (
    <AccountPage title={t('account.reset.deadTitle')} lead={t('account.reset.dead')}>
      <div class="row">
        <ButtonLink href="/forgot-password" tone="primary">
          {t('account.reset.again')}
        </ButtonLink>
      </div>
    </AccountPage>
  );
}
